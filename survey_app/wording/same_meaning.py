"""Says in a sentence whether an area's items mean the same in all institutions, and what follows."""

from collections.abc import Mapping

from analysis.institutions.same_meaning import SameMeaning, SharedMeaning
from survey_app.wording import numbers
from survey_app.wording.catalogue import Voice, to_be_said

SENTENCES: Mapping[SharedMeaning, str] = {
    SharedMeaning.SAME: to_be_said(
        "In the %(institutions)s institutions that could be tested, no sign was found that the items of "
        "this area mean different things. That rules out large differences, not small ones."
    ),
    SharedMeaning.LEVEL_DIFFERS: to_be_said(
        "This area is ranked with a caution. Over the %(institutions)s institutions that were tested, "
        "people of the same opinion answer %(items)s higher in one institution than in another, which "
        "moves a typical score by some %(shift)s points. A difference between institutions under %(twice)s "
        "points need not be one of opinion."
    ),
    SharedMeaning.METRIC_FAILS: to_be_said(
        "This area is not ranked. In the %(institutions)s institutions that were tested, different items "
        "matter most to it, so the same score need not mean the same thing."
    ),
    SharedMeaning.SCALAR_FAILS: to_be_said(
        "This area is not ranked. Over the %(institutions)s institutions that were tested, people of the "
        "same opinion answer some items higher in one institution than in another, so a "
        "difference in scores need not be one of opinion."
    ),
    SharedMeaning.TOO_FEW_INSTITUTIONS: to_be_said(
        "Whether the items mean the same in all institutions could not be tested: fewer than three have "
        "enough answers. Ranks assume that they do."
    ),
    SharedMeaning.TOO_FEW_ITEMS: to_be_said(
        "Whether the items mean the same in all institutions can't be tested: the area has fewer than "
        "three items. Ranks assume that they do."
    ),
    SharedMeaning.NOT_ESTIMABLE: to_be_said(
        "Whether the items mean the same in all institutions can't be computed from these answers. "
        "Ranks assume that they do."
    ),
}
WITH_ITEMS = to_be_said(
    "This area is not ranked. Over the %(institutions)s institutions that were tested, people of the same "
    "opinion answer some items (%(items)s) higher in one institution than in another, so a difference in "
    "scores need not be one of opinion."
)
NOT_EXAMINED = to_be_said(
    "Whether the items mean the same in all institutions has not been tested yet; making the benchmark does "
    "so. Ranks assume that they do."
)


def meaning_sentence(found: SameMeaning | None, language: str) -> str:
    """The verdict on one area for people who are no statisticians, or that it was not examined."""
    voice = Voice(language)
    if found is None:
        return voice.say(NOT_EXAMINED)
    names_items = found.meaning is SharedMeaning.SCALAR_FAILS and found.items
    return voice.say(
        WITH_ITEMS if names_items else SENTENCES[found.meaning],
        institutions=found.institutions,
        items=", ".join(found.items),
        shift=numbers.decimal(found.shift, 1),
        twice=numbers.decimal(2 * found.shift, 1),
    )
