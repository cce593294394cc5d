"""Writes a file in one step, so that it is never seen half written."""

import os


def replace(path: str, data: bytes) -> None:
    """Put `data` in place of the file at `path`, with its permissions; a symbolic link stays one. Raises OSError."""
    from tempfile import mkstemp

    path = os.path.realpath(path)
    mode = os.stat(path).st_mode & 0o7777
    handle, temporary = mkstemp(prefix=".baseadvisor-", dir=os.path.dirname(path))
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
        os.chmod(temporary, mode)
        os.replace(temporary, path)
    except BaseException:
        os.unlink(temporary)
        raise
