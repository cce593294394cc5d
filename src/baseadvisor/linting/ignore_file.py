"""The .dockerignore that belongs to a Dockerfile."""

import os


def ignore_file_beside(filename: str | None) -> str | None:
    """The text of the .dockerignore that a build of this Dockerfile uses when its own folder is the context, or None.

    As BuildKit has it, `<Dockerfile's name>.dockerignore` comes before `.dockerignore`.
    """
    if filename is None:
        return None
    for path in (f"{filename}.dockerignore", os.path.join(os.path.dirname(filename), ".dockerignore")):
        try:
            with open(path, encoding="utf-8", errors="replace") as file:
                return file.read()
        except OSError:
            continue
    return None
