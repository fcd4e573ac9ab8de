"""One rich release for all tests of figures."""

import pytest

from survey_app.wording.labels import labels_of
from tests.reporting.sample import QUESTIONNAIRE, sample_release


@pytest.fixture(scope="session")
def release():
    return sample_release()


@pytest.fixture(scope="session")
def labels(release):
    return labels_of(release, QUESTIONNAIRE, "ko")


@pytest.fixture(scope="session")
def english(release):
    return labels_of(release, QUESTIONNAIRE, "en")
