"""Says in full sentences why a number is hidden and what can be said of a difference."""

from flask_babel import gettext as _

from analysis.released.released_values import Against, Difference, Hidden, Reason, Verdict
from survey_app.wording import numbers
from survey_app.wording.labels import Labels


def why_hidden(hidden: Hidden, smallest_group: int) -> str:
    """One sentence that says why a number is not shown."""
    return str(
        {
            Reason.TOO_FEW: _("Fewer than %(smallest)s people answered here.", smallest=smallest_group),
            Reason.PROTECTED: _(
                "Hidden to protect a small group beside it, whose answers could be found by subtraction."
            ),
            Reason.NOT_ASKED: _("This was not asked."),
            Reason.NOT_ASKED_IN_FULL: _("Not asked in full: some of its items are no score of the area."),
            Reason.NOT_COMPARABLE: _(
                "It can't be compared: the wording or the period that was asked about has changed."
            ),
            Reason.REORGANISED: _(
                "It can't be compared with the previous wave: it is new, or was split or rearranged since."
            ),
            Reason.NOT_SHOWN_BEFORE: _(
                "It can't be compared with the previous wave: what it was then was not shown, in whole or in "
                "part."
            ),
            Reason.UNLIKE: _(
                "It is not set beside other institutions: the area’s items do not mean the same everywhere."
            ),
            Reason.TOO_FEW_FOR_STATISTIC: _("Too few people answered for this statistic."),
            Reason.NOT_ESTIMABLE: _("It can't be computed from these answers."),
            Reason.NOT_OFFERED: _("This comparison is not available yet."),
            Reason.NOT_IN_DETAIL: _("So few answered that only the favourable share is shown."),
            Reason.OLDER_VERSION: _(
                "This release was made by an older version, whose rules for this number were weaker. "
                "Release the wave again to see it."
            ),
        }[hidden.reason]
    )


DIRECTIONS = {
    Verdict.HIGHER: "up",
    Verdict.LOWER: "down",
    Verdict.A_LITTLE_HIGHER: "same",
    Verdict.A_LITTLE_LOWER: "same",
    Verdict.ABOUT_THE_SAME: "same",
    Verdict.CANNOT_TELL: "unknown",
}


def difference_text(difference: Difference, labels: Labels, is_share: bool = False) -> str:
    """A difference with its sign, in points or percentage points."""
    if is_share:
        return numbers.percentage_points(difference.value, labels.language)
    return numbers.signed(difference.value)


def share_in_words(icc: float) -> str:
    """How much units differ, for a reader who knows no ICC."""
    if icc >= 0.15:
        return str(_("Units differ much in this area."))
    if icc >= 0.05:
        return str(_("Units differ somewhat in this area."))
    return str(_("Units hardly differ in this area."))


def reliability_in_words(alpha: float) -> str:
    """How well an area's items hang together, for a reader who knows no alpha."""
    if alpha >= 0.8:
        return str(_("The items of this area measure one thing well."))
    if alpha >= 0.7:
        return str(_("The items of this area measure one thing well enough."))
    return str(_("The items of this area hang together loosely: look at them one by one."))


def shared_in_words(shared: int, units: int) -> str:
    """In how many units people see an area alike."""
    if not shared:
        return str(
            _(
                "Of %(units)s units that can be judged, there is none in which people see it alike.",
                units=units,
            )
        )
    return str(
        _(
            "In %(shared)s of %(units)s units that can be judged, people see this area alike.",
            shared=shared,
            units=units,
        )
    )


def nothing_to_compare(against: Against, is_in_programme: bool) -> str:
    """Why there is no difference of that kind at all."""
    if against is Against.PREVIOUS:
        return str(_("There is no earlier wave to compare with."))
    if against is Against.REST:
        return str(_("There is nobody else to compare with."))
    if not is_in_programme:
        return str(_("This wave is in no programme, so there is no benchmark to compare with."))
    return str(_("The programme's benchmark has not been made yet."))


def no_score_to_compare() -> str:
    """Why nothing is said of what a score did since a promise."""
    return str(_("The released scores of the two waves can't be compared."))


def own_items() -> str:
    """What the institution asked beyond the standard questionnaire."""
    return str(_("The institution's own questions"))


def units() -> str:
    """Groups that are units."""
    return str(_("Units"))
