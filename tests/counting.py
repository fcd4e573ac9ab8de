"""Answers of an institution without units, counted as an opening counts them."""

import numpy as np

from analysis.counted.document import Counted
from analysis.counting.answers import Answers
from analysis.released.release import Certificate, GroupKind
from analysis.released.released_values import Reason
from analysis.releasing.composition import ReleaseTerms
from analysis.releasing.counting import Counting, count_wave
from analysis.releasing.groups import GroupPlan
from questionnaires.languages import Spoken
from questionnaires.model import Questionnaire


def counted_alone(questionnaire: Questionnaire, answers: Answers, smallest: int = 10) -> Counted:
    """The institution as a whole and no other group."""
    hidden = Reason.TOO_FEW if answers.respondents < smallest else None
    everybody = np.arange(answers.respondents)
    whole = GroupPlan("all", GroupKind.INSTITUTION, None, 0, everybody, None, hidden, ("",))
    terms = ReleaseTerms("gaon", "2026", None, "f" * 64, "2026-05-01", "2026-05-20", True, smallest, None)
    proof = Certificate(smallest, None, 0, 0, 1, "test", "test", "0")
    names = {"all": Spoken(ko="all", en="all")}
    return count_wave(Counting(terms, questionnaire, answers, [whole], names, proof))
