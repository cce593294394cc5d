"""Images built as users build them: by Debian's ``buildah``, with a storage and a Docker Hub of their own."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

from tests.support.programs import run

# How apt on this machine reaches its mirrors: an image that is built here has to go the same way.
_APT_SETTINGS = (
    "Acquire::http",
    "Acquire::https",
    "Acquire::Retries",
    "Acquire::Check-Date",
    "Acquire::Check-Valid-Until",
)


class Builder:
    """Builds and runs images; needs root, and neither a daemon nor namespaces. ``hub`` answers for docker.io."""

    def __init__(self, folder: Path, hub: str) -> None:
        if os.geteuid() != 0:
            raise RuntimeError("these tests build images with buildah: run them as root")
        self._folder = folder
        folder.mkdir()
        registries = folder / "registries.conf"
        registries.write_text(f'[[registry]]\nprefix = "docker.io"\nlocation = "{hub}"\ninsecure = true\n')
        self._apt = folder / "apt.conf"
        self._apt.write_text(run("apt-config", "dump", *_APT_SETTINGS))
        logins = folder / "auth.json"
        logins.write_text("{}")
        self._env = {
            **os.environ,
            "STORAGE_DRIVER": "vfs",
            "CONTAINERS_REGISTRIES_CONF": str(registries),
            "REGISTRY_AUTH_FILE": str(logins),
        }

    def build(self, dockerfile: str, tag: str, files: dict[str, str] | None = None) -> str:
        """Build a Dockerfile's text with the files beside it; gives the image's name. Raises RuntimeError."""
        context = self._folder / tag
        context.mkdir()
        (context / "Dockerfile").write_text(dockerfile)
        for name, text in (files or {}).items():
            (context / name).write_text(text)
        name = f"localhost/{tag}"
        apt = f"--volume={self._apt}:/etc/apt/apt.conf.d/99-this-machine:ro"
        self._run(
            "build", "--isolation=chroot", "--layers=false", "--tls-verify=false", apt, "--tag", name, str(context)
        )
        return name

    def answer(self, name: str, *command: str) -> str:
        """What a command says on its standard output in a container of an image, as its user and with its ENV."""
        container = self._run("from", "--pull-never", name)
        try:
            return self._run("run", "--isolation=chroot", container, "--", *command)
        finally:
            self._run("rm", container)

    def push(self, name: str, reference: str) -> None:
        """Push an image to a registry without TLS."""
        self._run("push", "--tls-verify=false", name, f"docker://{reference}")

    def close(self) -> None:
        """Remove the storage: a whole userland for each layer."""
        shutil.rmtree(self._folder, ignore_errors=True)

    def _run(self, *arguments: str) -> str:
        storage = ("--root", str(self._folder / "storage"), "--runroot", str(self._folder / "run"))
        return run("buildah", *storage, *arguments, env=self._env).strip()
