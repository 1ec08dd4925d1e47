"""What tests of several rooms share."""

import pytest

from samples import SearchSample, read_search_sample


@pytest.fixture(scope="session")
def search_sample() -> SearchSample:
    return read_search_sample()
