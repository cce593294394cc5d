"""Writes a file in one step, so that it is never seen half written."""

import os


def replace(path: str, data: bytes) -> None:
    """Put `data` in place of the file at `path`, with its permissions; a symbolic link stays one. Raises OSError.

    A file that is not there yet is made, with the permissions that new files get.
    """
    from tempfile import mkstemp

    path = os.path.realpath(path)
    mode = os.stat(path).st_mode & 0o7777 if os.path.exists(path) else 0o666 & ~_umask()
    handle, temporary = mkstemp(prefix=".baseadvisor-", dir=os.path.dirname(path))
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
        os.chmod(temporary, mode)
        os.replace(temporary, path)
    except BaseException:
        os.unlink(temporary)
        raise


def _umask() -> int:
    """The permissions that new files do not get. There is no way to read it but to set it."""
    mask = os.umask(0)
    os.umask(mask)
    return mask
