"""Where caches are."""

import os
import sys


def cache_folder() -> str:
    """The platform's cache folder for baseadvisor; the variable BASEADVISOR_CACHE_DIR names another.

    On Linux that is `$XDG_CACHE_HOME/baseadvisor` or `~/.cache/baseadvisor`, found without platformdirs, whose import
    takes as long as linting a file; a test holds that it would say the same.
    """
    if named := os.environ.get("BASEADVISOR_CACHE_DIR"):
        return os.path.abspath(named)
    if sys.platform == "linux":
        base = os.environ.get("XDG_CACHE_HOME", "").strip() or os.path.expanduser("~/.cache")
        return os.path.join(base, "baseadvisor")
    from platformdirs import user_cache_dir

    return user_cache_dir("baseadvisor", appauthor=False)
