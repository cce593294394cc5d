"""What the registry says goes before the catalog; what it does not say is told and taken from the catalog."""

from collections.abc import Sequence
from datetime import UTC, datetime
from types import SimpleNamespace
from typing import Any

from tests.advisor.asking import DAY

from baseadvisor.advisor.advising import advise
from baseadvisor.advisor.live import Live, userland_from
from baseadvisor.advisor.patching import patched
from baseadvisor.image.platform import Platform
from baseadvisor.image.reference import Reference
from baseadvisor.registry import NotFound, RegistryError, Unreachable, Userland
from baseadvisor.registry.errors import Where

DIGEST = "sha256:" + "d" * 64


class Registry:
    """Stands for the client: images by familiar name, anything else is not found, or nothing answers."""

    def __init__(self, sizes: dict[str, int], *, down: bool = False, inside: Userland | None = None) -> None:
        self.sizes = sizes
        self.down = down
        self.inside = inside
        self.asked: list[str] = []

    def images(self, references: Sequence[Reference], platform: str) -> list[Any]:
        return [self._one(reference) for reference in references]

    def _one(self, reference: Reference) -> Any:
        self.asked.append(reference.familiar)
        if self.down:
            return Unreachable("no answer", Where(reference.registry, reference.familiar))
        if reference.familiar not in self.sizes:
            return NotFound("there is no such image", Where(reference.registry, reference.familiar))
        return SimpleNamespace(
            platform=Platform("linux", "amd64"),
            platforms=(Platform("linux", "amd64"), Platform("linux", "arm64")),
            size=self.sizes[reference.familiar],
            digest=DIGEST,
            created=datetime(2026, 11, 1, tzinfo=UTC),
        )

    def userland(self, reference: Reference, platform: str) -> Userland:
        if self.inside is None:
            raise RegistryError("it could not be read", Where(reference.registry))
        return self.inside


def live(registry: Registry) -> Live:
    return Live("linux/amd64", registry, today=DAY)  # type: ignore[arg-type]


def test_sizes_of_now_and_what_is_not_there_is_no_candidate() -> None:
    registry = Registry({"python:3.9-slim": 50_000_000, "python:3.12-slim": 40_000_000})
    advice = advise("FROM python:3.9-slim\n", as_of=DAY, live=live(registry))
    stage = advice.stages[0]
    assert advice.live
    assert stage.image.size is not None
    assert stage.image.size.match == "live"
    assert stage.best is not None
    assert stage.best.image.reference == "python:3.12-slim"
    assert stage.best.saving is not None
    assert (stage.best.saving.bytes, stage.best.saving.close) == (10_000_000, True)
    gone = set(registry.asked) - set(registry.sizes)
    assert gone
    assert not gone & {one.image.reference for one in stage.candidates}


def test_only_the_first_few_candidates_are_asked_for() -> None:
    registry = Registry({})
    advise("FROM python:3.9\nRUN pip install x\n", as_of=DAY, live=live(registry))
    assert len(registry.asked) <= 5


def test_a_registry_that_does_not_answer_is_asked_once_and_told_once() -> None:
    registry = Registry({}, down=True)
    connection = live(registry)
    advice = advise("FROM python:3.9-slim AS a\nFROM node:14\n", as_of=DAY, live=connection)
    assert not advice.live
    assert advice.stages[0].candidates
    assert len(registry.asked) == 1
    assert [note for note in advice.notes if "no answer" in note and "catalog is used instead" in note]


def test_the_userland_of_an_image_nobody_knows_is_read_out_of_it() -> None:
    inside = Userland(
        os_release={"ID": "debian", "VERSION_ID": "11"},
        package_managers=("apt-get", "dpkg"),
        has_shell=True,
        has_bash=True,
        has_libc=True,
        user="1000",
    )
    registry = Registry({"registry.example.org/team/base:7": 90_000_000}, inside=inside)
    advice = advise("FROM registry.example.org/team/base:7\n", as_of=DAY, live=live(registry))
    image = advice.stages[0].image
    assert (image.distribution, image.release) == ("debian", "11")
    assert image.state in ("extended", "ended")
    assert image.userland is not None
    assert image.userland.user == "1000"


def test_what_was_found_inside_in_the_catalogs_words() -> None:
    alpine = userland_from(Userland(os_release={"ID": "alpine", "VERSION_ID": "3.22.1"}, package_managers=("apk",)))
    assert alpine is not None
    assert (alpine.id, alpine.release, alpine.libc) == ("alpine", "3.22", "musl")
    empty = userland_from(
        Userland(os_release={"ID": "debian", "VERSION_ID": "13"}, has_shell=False, has_bash=False, has_libc=True)
    )
    assert empty is not None
    assert (empty.id, empty.shell, empty.package_manager) == ("distroless-debian", None, None)
    assert userland_from(Userland(os_release={"ID": "unheard-of"})) is None


def test_a_pinned_patch_names_the_digest() -> None:
    registry = Registry({"python:3.9-slim": 50_000_000, "python:3.12-slim": 40_000_000})
    advice = advise("FROM python:3.9-slim\n", as_of=DAY, live=live(registry))
    assert patched(advice, pin=True).text == f"FROM python:3.12-slim@{DIGEST}\n"
    assert patched(advice).text == "FROM python:3.12-slim\n"
