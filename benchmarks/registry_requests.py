"""How many requests the registry client costs a registry, counted in the registry's own access log.

Runs Debian's ``docker-registry`` on the loopback, fills it with images of several platforms, and reads all of them
twice with one cache: a first pass that knows nothing, and a second one that believes no tag.

    python benchmarks/registry_requests.py [--images 200]

Exits with 1 when the first pass takes more than 4 requests an image, or the second fetches by GET what a digest had
answered.
"""

from __future__ import annotations

import argparse
import contextlib
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from tests.support import registry_server
from tests.support.oci import Pusher, image, index, layer, platform
from tests.support.registry_server import Request

from baseadvisor.registry import ImageInfo, Options, Registry

MOST_PER_IMAGE = 4
PLATFORMS = (("amd64", ""), ("arm64", "v8"), ("arm", "v7"))


def fill(push: Pusher, count: int) -> list[str]:
    """Push images: three of four behind an index, each with layers of its own and one that all share."""
    names = []
    base = layer({"base": "shared"})
    for number in range(count):
        name = f"team{number % 7}/image{number}"
        images = [
            image([base, layer({"app": f"{number} {of}"})], architecture=of, variant=variant)
            for of, variant in PLATFORMS
        ]
        if number % 4:
            entries = [
                one.manifest.descriptor(platform=platform(*of)) for one, of in zip(images, PLATFORMS, strict=True)
            ]
            push.index(name, "1", index(entries), images)
        else:
            push.image(name, "1", images[0])
        names.append(name)
    return names


def read_all(host: str, names: list[str], cache: Path) -> float:
    """Read every image with one client; gives the seconds it took."""
    options = Options(cache_dir=cache, use_credential_files=False, tag_age=0)
    start = time.perf_counter()
    with Registry(options) as registry:
        results = registry.images([f"{host}/{name}:1" for name in names])
    failed = [result for result in results if not isinstance(result, ImageInfo)]
    if failed:
        raise SystemExit(f"{len(failed)} images could not be read: {failed[0]}")
    return time.perf_counter() - start


def report(title: str, requests: list[Request], images: int, seconds: float) -> Counter[str]:
    """Print one pass; gives the requests by method and kind."""
    kinds: Counter[str] = Counter()
    for request in requests:
        parts = request.path.split("/")
        kinds[f"{request.method} {parts[-2] if len(parts) > 3 else 'probe'}"] += 1
    total = sum(kinds.values())
    print(f"{title}: {total} requests for {images} images = {total / images:.2f} an image, {seconds:.2f} s")
    for kind, number in sorted(kinds.items()):
        print(f"    {number:6d}  {kind}")
    return kinds


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--images", type=int, default=200, help="how many images to read (default: 200)")
    count: int = parser.parse_args().images
    with contextlib.ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        server = stack.enter_context(registry_server.serve(folder / "server", folder / "store"))
        names = fill(Pusher(server.host), count)
        before = server.count()
        seconds = read_all(server.host, names, folder / "cache")
        between = server.count()
        first = report("first pass", server.requests(before)[: between - before], count, seconds)
        seconds = read_all(server.host, names, folder / "cache")
        server.count()
        second = report("second pass, no tag believed", server.requests(between), count, seconds)
    fetched = sum(number for kind, number in second.items() if kind in ("GET manifests", "GET blobs"))
    # The one question whether the registry speaks TLS is the host's, not an image's.
    spent = sum(number for kind, number in first.items() if kind != "GET probe")
    passed = spent <= MOST_PER_IMAGE * count and fetched == 0
    print(
        f"{'kept' if passed else 'BROKEN'}: at most {MOST_PER_IMAGE} requests an image at first, then no GET by digest"
    )
    return 0 if passed else 1


if __name__ == "__main__":
    raise SystemExit(main())
