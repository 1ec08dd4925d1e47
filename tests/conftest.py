"""What tests of several rooms share."""

import pytest
from hypothesis import settings

from samples import SearchSample, read_search_sample

# How long an example takes is no matter of a test: a machine that is busy would fail it.
settings.register_profile("untimed", deadline=None)
settings.load_profile("untimed")


@pytest.fixture(scope="session")
def search_sample() -> SearchSample:
    return read_search_sample()
