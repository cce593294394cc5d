"""Settings for all tests."""

import os

from hypothesis import settings

# The same examples in every run, so that a test fails for a change and not by chance. `HYPOTHESIS_PROFILE=search` looks
# for new ones.
settings.register_profile("same", derandomize=True, deadline=None)
settings.register_profile("search", deadline=None)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "same"))
