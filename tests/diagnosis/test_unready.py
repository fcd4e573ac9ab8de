"""Whatever stops the start of a wave is said in words, by the page before and by the work afterwards."""

import pytest

from survey_app.fieldwork.readiness import UNREADY
from survey_app.ground import job_words, jobs


@pytest.mark.parametrize("problem", [*(kind.__name__ for kind in UNREADY), "KeysAreGone", "TooFewInvited"])
def test_every_reason_not_to_start_a_wave_has_words(app, problem):
    job = jobs.Job(name="open_wave", state=jobs.State.FAILED, problem=problem)
    unknown = jobs.Job(name="open_wave", state=jobs.State.FAILED, problem="SomethingElse")

    with app.test_request_context("/?lang=en"):
        said = str(job_words.problem(job))

        assert said
        assert problem not in said
        assert said != str(job_words.problem(unknown))
