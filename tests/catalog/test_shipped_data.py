"""The data inside the package keeps what its builder promises."""

import json
import re
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from baseadvisor import catalog
from baseadvisor.catalog.images import image_data
from baseadvisor.catalog.store import load
from baseadvisor.image.codenames import DEBIAN, UBUNTU
from baseadvisor.image.reference import Reference

from .building import builder

ROOT = Path(__file__).parent.parent.parent
DATA = ROOT / "src" / "baseadvisor" / "catalog" / "data"
FILES = sorted(DATA.rglob("*.json"))


BUILD = builder()


def read(name: str) -> Any:
    return json.loads((DATA / f"{name}.json").read_text(encoding="utf-8"))


def test_the_data_is_there_and_small_enough_to_ship() -> None:
    assert len(FILES) > 200
    assert sum(path.stat().st_size for path in FILES) < 2_000_000


def test_every_file_is_written_as_the_builder_writes() -> None:
    for path in FILES:
        text = path.read_text(encoding="utf-8")
        content = json.loads(text)
        assert text in {BUILD.dump(content, depth) + "\n" for depth in (1, 2)}, path.name


def test_userlands_fit_their_model_and_have_sources() -> None:
    for name, raw in read("userlands").items():
        one = BUILD.UserlandModel.model_validate(raw)
        assert one.source.strip(), name
        if one.distroless:
            assert one.package_manager is None, name
        if one.bash:
            assert one.shell is not None, name
        if one.package_manager:
            assert one.install, name


def test_rules_name_known_userlands_and_have_sources() -> None:
    rules = BUILD.RulesModel.model_validate(read("image_rules"))
    families = set(catalog.userland_ids())
    every = [rule for one in rules.exact.values() for rule in one]
    every += [rule for one in rules.patterns for rule in one.rules]
    for rule in every:
        assert rule.source.strip()
        if "{" not in rule.userland:
            assert rule.userland in families
    for name in rules.exact:
        assert Reference.parse(name).familiar_name == name, "rules go by the familiar name"
    for one in rules.patterns:
        assert re.compile(one.pattern)


def test_images_fit_their_model() -> None:
    families = set(catalog.userland_ids())
    for path in sorted((DATA / "images").glob("*.json")):
        raw = json.loads(path.read_text(encoding="utf-8"))
        raw.pop("seen")
        image = BUILD.ImageModel.model_validate({"as_of": None, "source": None, **raw})
        if image.entries:
            assert image.source
            assert image.as_of
        for entry in image.entries:
            assert entry.userland is None or entry.userland in families
        alone = [tag for entry in image.entries for tag in entry.tags]
        assert len(alone) == len(set(alone)), f"{path.name}: a tag names two builds"


def test_support_fits_its_model_and_dates_are_in_order() -> None:
    for path in sorted((DATA / "support").glob("*.json")):
        product = BUILD.ProductModel.model_validate_json(path.read_text(encoding="utf-8"))
        assert product.source
        for cycle in product.cycles:
            if isinstance(cycle.eol, str) and cycle.released:
                assert cycle.released <= cycle.eol, f"{path.name} {cycle.cycle}"
            if isinstance(cycle.eol, str) and isinstance(cycle.extended_eol, str):
                assert cycle.eol <= cycle.extended_eol, f"{path.name} {cycle.cycle}"


def test_every_product_an_image_needs_is_there() -> None:
    for product in catalog.products():
        assert catalog.cycles(product), product
    table = load("products")
    for alias, product in table["alias"].items():
        assert catalog.cycles(alias) == catalog.cycles(product)


def test_deprecations_fit_their_model_and_their_successors_exist() -> None:
    model = BUILD.DeprecatedModel.model_validate(read("deprecated"))
    names = {one.name for one in model.image}
    for one in model.image:
        assert one.source
        for successor in one.successors:
            reference = Reference.parse(successor)
            if reference.official:
                assert image_data(reference.official) is not None, successor
            assert successor not in names, f"{one.name}: its successor {successor} is deprecated as well"


def test_java_homes_fit_their_model() -> None:
    for raw in read("java")["homes"]:
        one = BUILD.JavaModel.model_validate(raw)
        assert one.source
        if one.package:
            assert one.family in {"apt", "apk", "dnf", "zypper", "pacman"}


def test_packages_fit_their_model() -> None:
    for name, raw in read("packages").items():
        one = BUILD.PackageModel.model_validate(raw)
        assert name
        assert one.evidence
        if one.status == "mapped":
            assert one.apk or one.dnf, name
    for manager in ("apt", "apk", "dnf"):
        counts = read(f"names_{manager}")
        assert list(counts) == sorted(counts)
        assert min(counts.values()) >= 1


def test_the_snapshot_has_one_date_and_grows_old() -> None:
    day = catalog.snapshot_date()
    assert date.fromisoformat(day) <= date.fromisoformat(catalog.snapshot_date("sizes"))
    assert catalog.age_days(day) == 0
    assert catalog.age_days("2030-01-01") > 365
    assert catalog.age_days(date(2030, 1, 1)) == catalog.age_days("2030-01-01")
    with pytest.raises(KeyError):
        catalog.snapshot_date("weather")


def test_codenames_agree_with_the_support_dates() -> None:
    for distribution, table in (("debian", DEBIAN), ("ubuntu", UBUNTU)):
        known = {one.codename: one.cycle for one in catalog.cycles(distribution) if one.codename}
        for codename, version in table.items():
            if codename in known:
                assert known[codename] == version
            else:
                assert not [one for one in catalog.cycles(distribution) if one.cycle == version]


def test_every_listed_platform_and_size_is_positive_and_dated() -> None:
    image = image_data("python")
    assert image is not None
    assert image.sizes
    for size in image.sizes:
        assert size.bytes > 1_000_000
        assert date.fromisoformat(size.as_of)
        assert size.source
