"""The policy of a wave as staff read it before the first question."""

from dataclasses import dataclass

from flask_babel import gettext as _

from survey_app.diagnosis.models import Wave


@dataclass(frozen=True, slots=True)
class Statement:
    """One sentence of the policy, as staff read it before the first question."""

    title: str
    text: str


def policy_statements(wave: Wave) -> list[Statement]:
    """What staff will read before they begin."""
    group = wave.smallest_group
    return [
        Statement(
            _("Who can see my answers?"),
            _(
                "Nobody. Your browser seals them; they are opened together after the close, "
                "shuffled, without a name."
            ),
        ),
        Statement(
            _("What is shown?"),
            _(
                "Only results of at least %(group)s people, and only where they give away no smaller group. "
                "This number can't be changed any more.",
                group=group,
            ),
        ),
        Statement(
            _("What happens with comments?"),
            _(
                "They are kept apart from your other answers. "
                "Only comments that a person has read and cleared of hints are shown."
            )
            if wave.asks_comments
            else _("None are asked."),
        ),
        Statement(
            _("Who reads the results?"),
            _("Everybody: they are published on a page of this site.")
            if wave.results_are_public
            else _("The institution and, in a programme, the ministry. Staff learn what came of it."),
        ),
        Statement(
            _("Do I have to?"),
            _(
                "No. You may skip any question, and stop at any time before sending. "
                "Nobody sees who took part."
            ),
        ),
    ]
