"""The numbered promises to respondents, as the first page states them; see docs/anonymity.md."""

from dataclasses import dataclass
from typing import Any

from flask_babel import gettext as _

from survey_app.manifest.documents import Manifest


@dataclass(frozen=True, slots=True)
class Promise:
    """One promise: its number in docs/anonymity.md, what is promised, and how one can know."""

    number: str
    sentence: Any
    how: Any


def promises(manifest: Manifest) -> tuple[Promise, ...]:
    """What this wave's respondents are promised, in the language of the page."""
    return (
        Promise(
            "A1",
            _("Nobody can find out which answers are yours, not even the people who run this system."),
            _(
                "Your invitation is exchanged for a voucher that your browser makes and covers before it is "
                "signed, like a sheet in a carbon envelope: the signer never sees what was signed. Your "
                "answers are sent with the voucher only. It shows that you were invited, not who you are; at "
                "least %(people)s people are invited under the same signature.",
                people=min((pool.invited for pool in manifest.pools), default=manifest.policy.smallest_pool),
            ),
        ),
        Promise("A2", _("Your answers stay locked until the survey is closed."), _opening(manifest)),
        Promise(
            "A3",
            _("We keep no cookie, no network address and no time of your visit."),
            _(
                "The pages on which you answer set no cookie and load nothing from other sites. The server "
                "writes no visitor log for them. The table of answers has no column for a time, an address "
                "or a name."
            ),
        ),
        Promise(
            "A4",
            _(
                "Results are shown only for groups of %(group)s people or more.",
                group=manifest.policy.smallest_group,
            ),
            _(
                "This number stands in the signed terms of the survey. It was fixed when the survey opened "
                "and can't be changed any more. Numbers from which a smaller group could be worked out are "
                "left out as well."
            ),
        ),
        Promise(
            "A5",
            _("Nobody is shown whether you have taken part."),
            _(
                "The system notes that an invitation was used, because otherwise one could answer twice. It "
                "shows this to nobody: participation is counted in batches and shown as numbers of at least "
                "%(group)s people, reminders go out by themselves, and no screen or file lists names.",
                group=manifest.policy.smallest_group,
            ),
        ),
        Promise(
            "A6",
            _("Comments are kept apart from all other answers."),
            _(
                "When the ballots are opened, comments are cut off, shuffled and stored by themselves. A "
                "comment carries no unit and no background. People may still recognise a way of writing, so "
                "please name nobody, yourself included."
            ),
        ),
        Promise(
            "A7",
            _("Your answers are counted exactly once, and you can check it."),
            _(
                "You get a receipt. After the close a list of all receipts is published, and your browser "
                "can find yours in it, even without a network. The receipt says nothing about your answers."
            ),
        ),
        Promise(
            "A8",
            _("Until you send them, your answers are on this device only."),
            _(
                "You can close the page and go on later on the same device. “Delete from this device” "
                "removes everything. Nothing is sent while you are filling in the form."
            ),
        ),
        Promise(
            "A9",
            _("The order in which answers came is not kept."),
            _(
                "Ballots are shuffled before they are opened and stored under random numbers, so nobody can "
                "compare the order of answers with the order of visits."
            ),
        ),
        Promise(
            "A10",
            _("These terms can't be changed behind your back."),
            _(
                "They were signed when the survey opened. Your browser compares them with the check letters "
                "in your letter and refuses any others."
            ),
        ),
        Promise(
            "A11",
            _("Answers are deleted after %(years)s years.", years=manifest.policy.keeps_responses_years),
            _("The period stands in the signed terms. Published results stay; single answers do not."),
        ),
        Promise(
            "A12",
            _("Where a promise is weaker, we say so before you begin."),
            _(
                "Without JavaScript, or at a shared computer, the server locks your answers instead of your "
                "own device. The report says how many answers came that way."
            ),
        ),
    )


def _opening(manifest: Manifest) -> Any:
    sealing = manifest.sealing
    if sealing.is_kept_by_platform:
        return _(
            "Your browser locks them before they are sent. In this survey the key is kept by the platform "
            "itself and used once, after the close: this is weaker than a key held by several people."
        )
    holders = ", ".join(trustee.holder for trustee in sealing.trustees)
    return _(
        "Your browser locks them before they are sent. The key is held in parts by %(holders)s; "
        "%(threshold)s of these %(trustees)s parts are needed. They come together once, after the close, and "
        "the locked ballots are then destroyed.",
        holders=holders,
        threshold=sealing.threshold,
        trustees=len(sealing.trustees),
    )
