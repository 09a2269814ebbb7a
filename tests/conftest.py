"""Property tests draw the same examples every time; HYPOTHESIS_PROFILE=explore draws new ones.

The log of a command goes to a folder of the tests' own.
"""

from __future__ import annotations

import os

import pytest
from hypothesis import settings

settings.register_profile("same", derandomize=True)
settings.register_profile("explore", derandomize=False)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "same"))


@pytest.fixture(autouse=True, scope="session")
def _own_log(tmp_path_factory: pytest.TempPathFactory) -> None:
    """Also for the processes that a test starts."""
    if os.name != "nt":
        os.environ["XDG_STATE_HOME"] = str(tmp_path_factory.mktemp("state"))
