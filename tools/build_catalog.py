"""Makes the shipped catalog (src/baseadvisor/catalog/data) from a folder of facts and the tables in tools/catalog.

    python tools/build_catalog.py FACTS_DIR [--output DIR]

The same input gives the same bytes. Everything is checked against the models below before it is written; a fact that
breaks one of their rules stops the build with one line that names it.
"""

from __future__ import annotations

import argparse
import json
import re
import sys
import tomllib
from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import date
from itertools import pairwise
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError, model_validator

from baseadvisor.catalog.store import file_name
from baseadvisor.image.platform import Platform
from baseadvisor.image.reference import Reference, is_digest, is_tag
from baseadvisor.image.tag import Tag

TABLES = Path(__file__).parent / "catalog"
OUTPUT = Path(__file__).parent.parent / "src" / "baseadvisor" / "catalog" / "data"


class BuildError(Exception):
    """The facts cannot be made into a catalog; ``str()`` says which fact and why."""


def _is_date(text: str) -> str:
    date.fromisoformat(text)
    return text


def _is_rough_date(text: str) -> str:
    """A day, a month or a year."""
    date.fromisoformat(text + "-01-01"[: 10 - len(text)] if len(text) < 10 else text)
    return text


def _is_pattern(text: str) -> str:
    re.compile(text)
    return text


Day = Annotated[str, AfterValidator(_is_date)]
RoughDay = Annotated[str, AfterValidator(_is_rough_date)]
Pattern = Annotated[str, AfterValidator(_is_pattern)]
Text = Annotated[str, Field(min_length=1)]
Confidence = Literal["high", "medium", "low"]


class Model(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class UserlandModel(Model):
    """One family of userlands; see baseadvisor.catalog.userlands.Userland for the meaning of the fields."""

    os: Literal["linux", "windows"]
    os_release_id: Text | None
    package_manager: Text | None
    package_family: Literal["apt", "apk", "dnf", "zypper", "pacman", "tdnf", "nix", "portage", "xbps", "swupd"] | None
    libc: Literal["glibc", "musl", "uclibc", "ucrt"] | None
    shell: Literal["dash", "bash", "busybox", "cmd"] | None
    bash: bool | None
    accounts: Literal["shadow", "busybox", "none"] | None
    adduser: bool | None = None
    utilities: Text | None
    ca_certificates: bool | None
    tzdata: bool | None
    minimum_kernel: Annotated[str, Field(pattern=r"^\d+(\.\d+)+$")] | None
    minimum_kernel_source: Text | None = None
    cache_paths: list[Text]
    install: Text | None
    user: Text
    distroless: bool
    rolling: bool
    notes: list[Text]
    confidence: Confidence
    verified: bool
    source: Text
    changes: list[dict[str, Any]] = []


class RuleModel(Model):
    tag: Pattern | None = None
    userland: Text
    distribution: Text | None = None
    release: Text | None = None
    first: bool = False
    source: Text


class PatternModel(Model):
    prefix: Text
    pattern: Pattern
    rules: Annotated[list[RuleModel], Field(min_length=1)]


class RulesModel(Model):
    exact: dict[str, Annotated[list[RuleModel], Field(min_length=1)]]
    patterns: list[PatternModel]
    bash: dict[str, Text]


class EntryModel(Model):
    """One official image build: the tags that name it alone, those it shares with other systems, its platforms."""

    tags: Annotated[list[Text], Field(min_length=1)]
    shared: list[Text] = []
    platforms: Annotated[list[Text], Field(min_length=1)]
    userland: Text | None = None
    distribution: Text | None = None
    release: Text | None = None

    @model_validator(mode="after")
    def _check(self) -> EntryModel:
        for tag in (*self.tags, *self.shared):
            if not is_tag(tag):
                raise ValueError(f"{tag!r} is not a tag")
        for platform in self.platforms:
            if str(Platform.parse(platform)) != platform:
                raise ValueError(f"{platform!r} is not in its normal form")
        return self


class SizeModel(Model):
    tag: Text
    platform: Text
    bytes: Annotated[int, Field(gt=0)]
    as_of: Day
    digest: str | None = None
    distribution: Text | None = None
    derived: bool = False
    source: Text

    @model_validator(mode="after")
    def _check(self) -> SizeModel:
        if self.digest is not None and not is_digest(self.digest):
            raise ValueError(f"{self.digest!r} is not a digest")
        return self


class ImageModel(Model):
    as_of: Day | None
    source: Text | None
    entries: list[EntryModel]
    sizes: list[SizeModel]


class CycleModel(Model):
    cycle: Text
    codename: Text | None = None
    released: Day | None = None
    eol: Day | bool
    extended_eol: Day | bool | None = None
    lts: bool = False
    latest: Text | None = None
    latest_released: Day | None = None


class ProductModel(Model):
    title: Text
    rolling: bool
    eol_means: Text | None = None
    extended_means: Text | None = None
    source: Text
    as_of: Day
    cycles: list[CycleModel]

    @model_validator(mode="after")
    def _check(self) -> ProductModel:
        if not self.cycles and not self.rolling:
            raise ValueError("no cycles, and not rolling")
        twice = [name for name, count in Counter(cycle.cycle for cycle in self.cycles).items() if count > 1]
        if twice:
            raise ValueError(f"cycle {twice[0]} stands twice")
        return self


class DeprecationModel(Model):
    name: Text
    official: bool = False
    tag: Pattern | None = None
    since: RoughDay | None = None
    reason: Text
    successors: list[Text]
    source: Text

    @model_validator(mode="after")
    def _check(self) -> DeprecationModel:
        for successor in self.successors:
            Reference.parse(successor)
        return self


class DeprecatedModel(Model):
    image: list[DeprecationModel]
    registry: list[DeprecationModel]


class JavaModel(Model):
    """Where Java is: in an image (``images`` or ``pattern``) or by a package (``package`` and ``family``)."""

    images: list[Text] = []
    pattern: Pattern | None = None
    tag: Pattern | None = None
    family: Text | None = None
    package: Pattern | None = None
    homes: Annotated[list[Text], Field(min_length=1)]
    by_release: dict[str, int] = {}
    env_set: bool
    confidence: Confidence
    verified: bool
    notes: list[Text] = []
    source: Text

    @model_validator(mode="after")
    def _check(self) -> JavaModel:
        if bool(self.images or self.pattern) == bool(self.package):
            raise ValueError("either an image or a package")
        for home in self.homes:
            if not home.startswith("/") or home.endswith("/"):
                raise ValueError(f"{home!r} is not an absolute path without a slash at its end")
        return self


class PackageModel(Model):
    status: Literal["mapped", "none_needed", "in_base", "obsolete", "third_party", "unknown"]
    successor: list[Text] | None = None
    apk: list[Text] | None = None
    dnf: list[Text] | None = None
    confidence: Confidence
    evidence: Text
    note: Text | None = None
    seen: Annotated[int, Field(ge=0)]


class ContentsModel(Model):
    manager: Literal["dpkg", "apk", "rpm"]
    packages: Annotated[list[Text], Field(min_length=1)]
    complete: bool
    source: Text


class MetaModel(Model):
    snapshot: Day
    parts: dict[str, Day]


# --- reading ---------------------------------------------------------------------------------------------------------


def read_facts(folder: Path, name: str) -> Any:
    try:
        return json.loads((folder / f"{name}.json").read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise BuildError(f"{folder / name}.json is missing") from None
    except ValueError as error:
        raise BuildError(f"{folder / name}.json cannot be read: {error}") from None


def read_table(name: str) -> dict[str, Any]:
    return tomllib.loads((TABLES / f"{name}.toml").read_text(encoding="utf-8"))


# --- userlands -------------------------------------------------------------------------------------------------------

_MANAGERS = {
    # The manager as the facts describe it, what to type, and the family whose package names it takes.
    "apk": ("apk", "apk"),
    "apt": ("apt-get", "apt"),
    "apt (apt-rpm)": ("apt-get", None),
    "dnf": ("dnf", "dnf"),
    "dnf (yum alias)": ("dnf", "dnf"),
    "dnf (7: yum; -slim of 8 and later: microdnf)": ("dnf", "dnf"),
    "dnf/urpmi": ("dnf", None),
    "dnf5 (>=41; dnf4 before)": ("dnf", "dnf"),
    "microdnf": ("microdnf", "dnf"),
    "nix": ("nix-env", "nix"),
    "none": (None, None),
    "none (choco/winget added)": (None, None),
    "none (-dev tags: apk)": (None, None),
    "pacman": ("pacman", "pacman"),
    "portage": ("emerge", "portage"),
    "swupd": ("swupd", "swupd"),
    "tdnf": ("tdnf", "tdnf"),
    "xbps": ("xbps-install", "xbps"),
    "yum": ("yum", "dnf"),
    "zypper": ("zypper", "zypper"),
    "zypper (bci-micro: none; bci-minimal: rpm only; bci-busybox: none)": ("zypper", "zypper"),
}
_ACCOUNTS = {"shadow": "shadow", "busybox adduser": "busybox", "none": "none", None: None}
_LIBC = re.compile(r"(glibc|musl|uclibc|ucrt)(?! or )\b")
_NOTE_FIELDS = ("nonroot", "note", "ca_note", "tzdata_note", "adduser_command", "apt_get_dist_clean", "distroless")


def userland(name: str, fact: dict[str, Any], source: str) -> dict[str, Any]:
    manager = fact["package_manager"]
    if manager not in _MANAGERS:
        raise BuildError(f"userlands.json, {name}: package manager {manager!r} is not known to the builder")
    shell = fact["default_shell"]
    libc = _LIBC.match(fact["libc"])
    notes = [str(fact[field]) for field in _NOTE_FIELDS if isinstance(fact.get(field), str)]
    windows = fact["os_release_id"] == "windows"
    command, family = _MANAGERS[manager]
    base_source = fact["base_source"] or source
    return {
        "os": "windows" if windows else "linux",
        "os_release_id": None if windows else fact["os_release_id"],
        "package_manager": command,
        "package_family": family,
        "libc": libc[1] if libc else None,
        "shell": _shell(shell),
        "bash": fact["bash"],
        "accounts": _ACCOUNTS[fact["useradd"]],
        "utilities": None if fact["utilities"] in ("none", None) else fact["utilities"],
        "ca_certificates": fact["ca_certificates"],
        "tzdata": fact["tzdata"],
        "minimum_kernel": fact["minimum_kernel"],
        "minimum_kernel_source": fact.get("minimum_kernel_source"),
        "cache_paths": [path for path in fact["cache_paths"] or [] if path.startswith("/") and " " not in path],
        "install": None if not command else fact["install"],
        "user": "root",
        "distroless": command is None and _shell(shell) is None,
        "rolling": bool(fact.get("rolling")),
        "notes": notes,
        "confidence": fact["confidence"],
        "verified": bool(fact.get("verified")),
        "source": base_source,
    }


def _shell(text: str) -> str | None:
    if text.startswith("none"):
        return None
    for word in ("dash", "busybox", "bash", "cmd"):
        if word in text.partition(";")[0]:
            return word
    raise BuildError(f"userlands.json: default_shell {text!r} is not known to the builder")


def userlands(facts: dict[str, Any]) -> dict[str, Any]:
    """All families of the facts, and those that the facts tell of only in words (tools/catalog/userlands.toml)."""
    source = facts["_meta"]["source"]
    made = {name: userland(name, fact, source) for name, fact in facts.items() if not name.startswith("_")}
    table = read_table("userlands")
    for name, change in table["variant"].items():
        base = made[change["like"]]
        made[name] = base | {"notes": [], "verified": False} | {k: _none(v) for k, v in change.items() if k != "like"}
    for name, changes in table["change"].items():
        made[name] = made[name] | {key: _none(value) for key, value in changes.items()}
    return {name: UserlandModel(**one).model_dump(exclude_defaults=False) for name, one in sorted(made.items())}


def _none(value: Any) -> Any:
    """TOML has no null; the tables write "unknown" and "no"."""
    return None if value in ("unknown", "no") else value


# --- images ----------------------------------------------------------------------------------------------------------


def image_rules(known: Iterable[str]) -> dict[str, Any]:
    exact: dict[str, list[dict[str, Any]]] = {}
    patterns: list[dict[str, Any]] = []
    names = set(known)
    table = read_table("images")
    for rule in table["rule"]:
        body = {key: value for key, value in rule.items() if key not in ("images", "pattern", "prefix")}
        if "{" not in body["userland"] and body["userland"] not in names:
            raise BuildError(f"tools/catalog/images.toml: no userland is called {body['userland']!r}")
        for image in rule.get("images", ()):
            exact.setdefault(image, []).append(body)
        if "pattern" in rule:
            patterns.append({"prefix": rule["prefix"], "pattern": rule["pattern"], "rules": [body]})
    made = RulesModel.model_validate({"exact": exact, "patterns": patterns, "bash": table["bash"]})
    return made.model_dump(exclude_defaults=True)


# Official images that are a distribution, and how many components of its version name a release.
_VERSION_IMAGES = {
    "almalinux": 1,
    "alpine": 2,
    "amazonlinux": 1,
    "debian": 1,
    "fedora": 1,
    "oraclelinux": 1,
    "photon": 2,
    "rockylinux": 1,
    "ubuntu": 2,
}
# Tags of them that name no number, because what they name never stands still.
_ROLLING = {"alpine": "edge", "fedora": "rawhide"}


def entry(image: str, fact: dict[str, Any], seen: dict[str, str]) -> dict[str, Any]:
    platforms = []
    for name in fact["architectures"]:
        platform = Platform.of_official_image(name)
        if platform is None:
            raise BuildError(f"official_tags.json, {image}: architecture {name!r} is not known to the builder")
        platforms.append(str(platform))
    tags, shared = fact["tags"], fact.get("shared_tags") or []
    found = _named(image, tags, fact["directory"], seen)
    return {
        "tags": tags,
        "shared": shared,
        "platforms": sorted(platforms),
        "distribution": found[0],
        "release": found[1],
        "userland": found[2],
    }


def _named(
    image: str, tags: list[str], directory: str, seen: dict[str, str]
) -> tuple[str | None, str | None, str | None]:
    """Distribution, release and userland that the tags, the folder or a look at the image itself tell of."""
    from baseadvisor.catalog.userlands import userland_id

    # A folder that is only the image's own name says nothing ("groovy" is no Ubuntu there).
    parts = [part.replace("_", ".").lower() for part in directory.split("/") if not part.startswith(image)]
    # "alpine/3.24" is Alpine 3.24, unless that is the image's own version.
    own = tuple(Tag.parse(tag).version or "" for tag in tags)
    joined = [one + two for one, two in pairwise(parts) if two.replace(".", "").isdigit() and two not in own]
    parsed = [Tag.parse(text) for text in (*tags, *parts, *joined)]
    named = [tag for tag in parsed if tag.distribution]
    words = {word for tag in parsed for word in tag.flavour}
    if image in _VERSION_IMAGES and not any(tag.codename for tag in named):
        version = next((tag for tag in parsed if tag.scheme == "number"), None)
        release = _ROLLING[image] if _ROLLING.get(image) in tags else None
        if release is None and version is not None and version.version is not None:
            release = ".".join(version.version.split(".")[: _VERSION_IMAGES[image]])
        if release is None:
            return None, None, None
        return image, release, userland_id(image, release, frozenset(words))
    if "scratch" in parts:
        return None, None, "scratch"
    if not named:
        looked = next((seen[tag] for tag in tags if tag in seen), None)
        if looked is None:
            return None, None, None
        named = [Tag.parse(looked)]
    distributions = {tag.distribution or "" for tag in named}
    if len(distributions) > 1:
        # "alpine-slim" beside "mainline/debian" would be a mistake in the facts.
        raise BuildError(f"official_tags.json, {image}:{tags[0]}: more than one distribution: {sorted(distributions)}")
    distribution = named[0].distribution
    releases = {tag.release for tag in named if tag.release}
    if len(releases) > 1:
        raise BuildError(f"official_tags.json, {image}:{tags[0]}: more than one release: {sorted(releases)}")
    release = next(iter(releases), None)
    if release is None:
        release = next((Tag.parse(seen[tag]).release for tag in tags if tag in seen), None)
    found = userland_id(distribution or "", release, frozenset(words))
    names = {"ubi": "rhel", "windowsservercore": "windows", "nanoserver": "windows"}
    return names.get(distribution or "", distribution), release, found


_DISTRO_WORDS = {
    "amazon linux": "amazonlinux",
    "oracle linux": "oraclelinux",
    "rocky": "rockylinux",
}


def seen_distribution(text: str | None) -> str | None:
    """``debian 12 bookworm`` and the like as a tag would say it: ``debian12``; None when it is not that plain."""
    if not text:
        return None
    text = text.lower()
    ubi = re.match(r"ubi\d+(-minimal|-micro|-init)?\b", text)
    if ubi:
        return ubi[0]
    for words, word in _DISTRO_WORDS.items():
        text = re.sub(rf"^{words}(?= )", word, text)
    match = re.match(r"(alpine|debian|ubuntu|amazonlinux|oraclelinux|fedora|almalinux|rockylinux|photon) (\S+)", text)
    if match is None or "busybox" in text:
        return None
    name, version = match.groups()
    if not version[0].isdigit():
        return version if Tag.parse(version).codename else None
    keep = 2 if name in ("alpine", "ubuntu", "photon") else 1
    return name + ".".join(version.split(".")[:keep])


def images(tags: dict[str, Any], sizes: dict[str, Any]) -> dict[str, dict[str, Any]]:
    by_image: dict[str, list[dict[str, Any]]] = {}
    for row in sizes["images"]:
        by_image.setdefault(row["image"], []).append(row)
    meta = tags["_meta"]
    made = {}
    for image in sorted({name for name in tags if not name.startswith("_")} | set(by_image)):
        rows = by_image.get(image, [])
        seen = {row["tag"]: found for row in rows if (found := seen_distribution(row["distro"]))}
        entries = [entry(image, fact, seen) for fact in tags.get(image, [])]
        listed = {tag for one in entries for tag in (*one["tags"], *one["shared"])}
        model = ImageModel(
            as_of=meta["commit_date"][:10] if entries else None,
            source=f"{meta['source_repo']} library/{image} @ {meta['commit'][:8]}" if entries else None,
            entries=[EntryModel(**one) for one in entries],
            sizes=[SizeModel(**size(row)) for row in rows],
        )
        data = model.model_dump(exclude_defaults=True)
        data["seen"] = {tag: found for tag, found in sorted(seen.items()) if tag not in listed}
        made[image] = data
    return made


def own_sizes(facts: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The rows of tools/catalog/sizes.toml in the form of the facts, none of which they may repeat."""
    known = {(row["image"], row["tag"], row["platform"]) for row in facts}
    found = []
    for row in read_table("sizes")["size"]:
        if (row["image"], row["tag"], row["platform"]) in known:
            raise BuildError(f"sizes.toml, {row['image']}:{row['tag']}, {row['platform']}: the facts have it")
        found.append(row | {"compressed_bytes": row["bytes"], "distro": row["distribution"]})
    return found


def size(row: dict[str, Any]) -> dict[str, Any]:
    return {
        "tag": row["tag"],
        "platform": str(Platform.parse(row["platform"])),
        "bytes": row["compressed_bytes"],
        "as_of": row["as_of"],
        "digest": row["digest"],
        "distribution": row["distro"],
        "derived": bool(row.get("derived")),
        "source": row["source"],
    }


# --- support ---------------------------------------------------------------------------------------------------------


def products(facts: dict[str, Any]) -> dict[str, Any]:
    as_of = facts["_meta"]["commit_date"][:10]
    made = {}
    for name, fact in sorted((facts | read_table("support")).items()):
        if name.startswith("_"):
            continue
        columns = {"eol_means": fact.get("eol_column"), "extended_means": fact.get("eoes_column")}
        model = ProductModel(
            title=fact.get("title") or name,
            rolling=bool(fact["rolling"]),
            **{key: _plain(value) for key, value in columns.items()},
            source=fact["source"],
            as_of=as_of,
            cycles=[CycleModel(**cycle(one)) for one in fact["cycles"]],
        )
        made[name] = model.model_dump(exclude_none=True) | {"cycles": [_thin(one) for one in model.cycles]}
    return made


def _thin(one: CycleModel) -> dict[str, Any]:
    return one.model_dump(exclude_none=True, exclude_defaults=True)


def cycle(fact: dict[str, Any]) -> dict[str, Any]:
    codename = fact.get("codename")
    return {
        "cycle": fact["cycle"],
        "codename": codename.split()[0].lower() if codename else None,
        "released": fact.get("released"),
        "eol": fact["eol"],
        "extended_eol": fact.get("extended_eol"),
        # A date here says from when on; the length of the support is what it stands for.
        "lts": bool(fact.get("lts")),
        "latest": fact.get("latest"),
        "latest_released": fact.get("latest_released"),
    }


def _plain(text: object) -> str | None:
    return re.sub(r"<[^>]+>", "", text).strip() if isinstance(text, str) else None


def product_table(known: Iterable[str], facts: dict[str, Any]) -> dict[str, Any]:
    table = read_table("products")
    names = set(known)
    for part in ("image", "distribution", "vendor"):
        for key, product in table[part].items():
            if product not in names:
                raise BuildError(f"tools/catalog/products.toml: {part} {key}: no product is called {product!r}")
    # "openjdk" is left out: Oracle's builds end half a year after each release, which says nothing of others' OpenJDK.
    aliases = sorted(facts["_aliases"].items())
    table["alias"] = {key: value for key, value in aliases if "/" not in key and key != "openjdk"}
    return table


# --- deprecated ------------------------------------------------------------------------------------------------------


def _named_first(one: dict[str, Any]) -> tuple[bool, str]:
    """The order in which entries are asked: an image's own name before a pattern that it fits as well."""
    name = str(one["name"])
    return "*" in name, name


def deprecated(facts: dict[str, Any]) -> dict[str, Any]:
    table = read_table("deprecated")
    preferred = table["preferred"]
    listed = []
    for name, fact in facts.items():
        since = fact.get("since")
        alternatives = [text for text in fact.get("alternatives") or [] if " " not in text]
        better = preferred.get(name)
        listed.append(
            {
                "name": name,
                "since": since if since and re.fullmatch(r"\d{4}(-\d\d){0,2}", since) else None,
                "reason": fact.get("status") or (f"no updates since {since}" if since else "no further updates"),
                "successors": better["names"] if better else alternatives,
                "source": f"{fact['source']}; successors: {better['source']}" if better else fact["source"],
            }
        )
    model = DeprecatedModel.model_validate(
        {"image": sorted(listed + table["image"], key=_named_first), "registry": table["registry"]}
    )
    return model.model_dump(exclude_none=True, exclude_defaults=True)


# --- java ------------------------------------------------------------------------------------------------------------


def java(facts: dict[str, Any]) -> dict[str, Any]:
    """The facts are prose; tools/catalog/java.toml has them as patterns, each row naming the fact it comes from."""
    by_name = {fact["name"]: fact for fact in facts["entries"]}
    made = []
    used = set()
    for row in read_table("java")["home"]:
        name = row.pop("fact")
        fact = by_name.get(name)
        if fact is None:
            raise BuildError(f"tools/catalog/java.toml: no fact of java_home.json is called {name!r}")
        used.add(name)
        model = JavaModel(
            **{"env_set": bool(fact.get("env_set")), "confidence": fact["confidence"]} | row,
            verified=bool(fact.get("verified")),
            notes=[fact["note"]] if fact.get("note") else [],
            source=fact["source"].replace("corpus count", "count in public Dockerfiles"),
        )
        made.append(model.model_dump(exclude_none=True, exclude_defaults=True) | {"env_set": model.env_set})
    left = sorted(set(by_name) - used - set(read_table("java")["left_out"]))
    if left:
        raise BuildError(f"tools/catalog/java.toml says nothing of {left[0]!r}: add it, or list it in left_out")
    return {"homes": made, "checked": facts["_meta"]["checked"][:10]}


# --- packages --------------------------------------------------------------------------------------------------------


def packages(facts: dict[str, Any]) -> dict[str, Any]:
    made = {}
    for fact in facts["packages"]:
        if fact["apt"] in made:
            raise BuildError(f"packages.json: {fact['apt']} stands twice")
        model = PackageModel(
            status=fact["status"],
            successor=fact["successor"],
            apk=fact["apk"],
            dnf=fact["dnf"],
            confidence=fact["confidence"],
            evidence=fact["evidence"],
            note=fact["note"] or None,
            seen=fact["apt_files_seen"],
        )
        made[fact["apt"]] = model.model_dump(exclude_none=True)
    return dict(sorted(made.items()))


def wolfi_names(facts: dict[str, Any]) -> dict[str, Any]:
    tables = {"debian": "apt", "fedora": "dnf", "alpine": "apk"}
    return {
        tables[source]: {name: row["to"] for name, row in sorted(rows.items())} for source, rows in facts["dfc"].items()
    }


# --- writing ---------------------------------------------------------------------------------------------------------


def dump(value: Any, depth: int) -> str:
    """JSON with one item a line down to ``depth``, so that a diff can be read."""
    if depth and isinstance(value, dict) and value:
        rows = (f"{json.dumps(key, ensure_ascii=False)}:{dump(item, depth - 1)}" for key, item in value.items())
        return "{\n" + ",\n".join(rows) + "\n}"
    if depth and isinstance(value, list) and value:
        return "[\n" + ",\n".join(dump(item, depth - 1) for item in value) + "\n]"
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def catalog(folder: Path) -> Iterator[tuple[str, Any, int]]:
    """The data files: name, content, and how deep they are broken into lines."""
    tags, sizes, eol = (read_facts(folder, name) for name in ("official_tags", "images", "eol"))
    sizes["images"] += own_sizes(sizes["images"])
    families = userlands(read_facts(folder, "userlands"))
    yield "userlands", families, 1
    yield "image_rules", image_rules(families), 2
    official = images(tags, sizes)
    for image, data in official.items():
        yield f"images/{file_name(image)}", data, 2
    support = products(eol)
    for product, data in support.items():
        yield f"support/{product}", data, 2
    yield "products", product_table(support, eol), 2
    yield "deprecated", deprecated(tags["_deprecated"]), 2
    homes = java(read_facts(folder, "java_home"))
    yield "java", {"homes": homes["homes"]}, 2
    names = read_facts(folder, "packages")
    yield "packages", packages(names), 1
    yield "packages_wolfi", wolfi_names(names), 2
    seen = read_facts(folder, "package_names")
    for manager in ("apt", "apk", "dnf"):
        yield f"names_{manager}", dict(sorted(seen[manager].items())), 1
    contents = read_facts(folder, "contents")["images"]
    yield "contents", {name: ContentsModel(**raw).model_dump() for name, raw in sorted(contents.items())}, 1
    yield "users", read_table("users"), 2
    parts = {
        "support": eol["_meta"]["commit_date"][:10],
        "tags": tags["_meta"]["commit_date"][:10],
        "sizes": max(row["as_of"] for row in sizes["images"]),
        "java": homes["checked"],
    }
    yield "meta", MetaModel(snapshot=min(parts["support"], parts["tags"]), parts=parts).model_dump(), 2


def build(folder: Path, output: Path) -> int:
    """Write the catalog anew; returns how many bytes it has. Raises BuildError."""
    try:
        files = [(name, dump(data, depth) + "\n") for name, data, depth in catalog(folder)]
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"])
        raise BuildError(f"{error.title}: {where}: {first['msg']} ({first['input']!r})") from None
    for made in (*output.glob("*.json"), *output.glob("*/*.json")):
        made.unlink()  # what another tool makes (apt/debian.table) stays
    for name, text in files:
        path = output / f"{name}.json"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return sum(len(text.encode()) for _, text in files)


def main() -> int:
    parser = argparse.ArgumentParser(description="Make the shipped catalog from a folder of facts.")
    parser.add_argument("facts", type=Path, help="folder with userlands.json, eol.json, official_tags.json …")
    parser.add_argument("--output", type=Path, default=OUTPUT)
    arguments = parser.parse_args()
    try:
        total = build(arguments.facts, arguments.output)
    except BuildError as error:
        sys.stderr.write(f"build_catalog: {error}\n")
        return 1
    sys.stderr.write(f"build_catalog: {total} bytes in {arguments.output}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
