"""Settings for all tests."""

import os
from collections.abc import Iterator

import pytest
from hypothesis import settings

# The same examples in every run, so that a test fails for a change and not by chance. `HYPOTHESIS_PROFILE=search` looks
# for new ones.
settings.register_profile("same", derandomize=True, deadline=None)
settings.register_profile("search", deadline=None)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "same"))


@pytest.fixture(autouse=True, scope="session")
def _own_cache(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Keep the user's cache out of the tests, and the tests out of it."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("BASEADVISOR_CACHE_DIR", str(tmp_path_factory.mktemp("cache")))
        yield
