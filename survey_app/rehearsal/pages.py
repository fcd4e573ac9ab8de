"""What the page of a rehearsal says: each step of a wave, how far it is, and where it is taken."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from flask import url_for
from flask_babel import gettext as _

from survey_app.diagnosis.models import Rehearsal, Wave, WaveState
from survey_app.ground.jobs import Job, State
from survey_app.trustees.ceremonies import Ceremony

REACHED = list(WaveState)


class How(StrEnum):
    """How a step of a rehearsal stands."""

    DONE = "done"
    NOW = "now"
    FREE = "free"
    LATER = "later"


@dataclass(frozen=True, slots=True)
class Way:
    """Where a step is taken."""

    label: str
    address: str


@dataclass(frozen=True, slots=True)
class RehearsedStep:
    """A step of a wave as it is rehearsed: its name, how it stands, what it is, and where it is taken."""

    name: str
    how: How
    what: str
    ways: tuple[Way, ...] = ()


def steps_of(
    rehearsal: Rehearsal, ceremony: Ceremony | None, answering: Job | None
) -> Sequence[RehearsedStep]:
    """The steps in their order."""
    wave = rehearsal.wave
    return (
        _trustees(wave, ceremony),
        _step(
            _("Open the wave"),
            wave,
            WaveState.OPEN,
            _("Terms are signed and published as for any wave. They say that this is a rehearsal."),
            Way(_("Open the rehearsal"), _to("fieldwork.open_wave", wave)),
        ),
        _answers(rehearsal, answering),
        *_own_answer(wave),
        _step(
            _("Close the wave"),
            wave,
            WaveState.CLOSED,
            _("Close it when the invented people have answered; otherwise it closes after its last day."),
            Way(_("Close the rehearsal"), _to("fieldwork.close_wave", wave)),
            begun=WaveState.OPEN,
            is_free=answering is None or answering.state != State.DONE,
        ),
        _step(
            _("Open the ballots"),
            wave,
            WaveState.COUNTED,
            _("Your trustees open the ballots together. Without trustees you do, with the platform’s key."),
            Way(_("Open the ballots"), _to("vault.ceremony", wave)),
            begun=WaveState.CLOSED,
        ),
        _results(wave),
    )


def answered(answering: Job | None) -> bool:
    """Whether the invented people have come."""
    return answering is not None and answering.state == State.DONE


def _trustees(wave: Wave, ceremony: Ceremony | None) -> RehearsedStep:
    name, ways = _("Trustees"), (Way(_("Name trustees"), _to("trustees.trustees_page", wave)),)
    if wave.state != WaveState.PLANNED:
        held = (
            _("Trustees hold the key of this rehearsal.")
            if wave.sealing
            else _("The platform keeps the key.")
        )
        return RehearsedStep(name, How.DONE, held)
    if ceremony is None:
        what = _(
            "Those who will hold the key of the wave can try their part, with a key of its own. Without them "
            "the platform keeps the key of the rehearsal."
        )
        return RehearsedStep(name, How.FREE, what, ways)
    what = _(
        "%(confirmed)s of %(trustees)s trustees have confirmed their part of the key.",
        confirmed=len(ceremony.confirmed),
        trustees=len(ceremony.holders),
    )
    ways = (Way(_("Trustees"), _to("trustees.trustees_page", wave)),)
    return RehearsedStep(name, How.DONE if ceremony.is_complete else How.NOW, what, ways)


def _answers(rehearsal: Rehearsal, answering: Job | None) -> RehearsedStep:
    name = _("Invented people answer")
    what = _(
        "%(people)s invented people come by themselves once the wave is open. Each gets a credential and "
        "sends a sealed ballot, as staff do.",
        people=rehearsal.people,
    )
    if answered(answering):
        return RehearsedStep(
            name, How.DONE, _("%(people)s invented people have answered.", people=rehearsal.people)
        )
    if rehearsal.wave.is_open:
        return RehearsedStep(name, How.NOW, what)
    return RehearsedStep(name, How.LATER if rehearsal.wave.state == WaveState.PLANNED else How.DONE, what)


def _own_answer(wave: Wave) -> Sequence[RehearsedStep]:
    """Nothing any more once the wave is closed."""
    if REACHED.index(wave.state) > REACHED.index(WaveState.OPEN):
        return ()
    what = _(
        "See what staff will see: have the letter sent to yourself and answer through its link, or print "
        "slips and a poster. Nobody else is written to."
    )
    ways = (Way(_("Slips and poster"), _to("invitations.invitations", wave)),) if wave.is_open else ()
    return (RehearsedStep(_("Answer yourself"), How.FREE if wave.is_open else How.LATER, what, ways),)


def _results(wave: Wave) -> RehearsedStep:
    what = _("Read them, make the PDF, look through the comments. The same rules hide what is too small.")
    if not wave.is_released:
        return RehearsedStep(_("Results and reports"), How.LATER, what)
    ways = (
        Way(_("Read the results"), _to("results.overview", wave)),
        Way(_("Reports"), _to("reporting.reports", wave)),
        Way(_("Comments to read"), _to("releases.review", wave)),
    )
    return RehearsedStep(_("Results and reports"), How.NOW, what, ways)


def _step(
    name: str,
    wave: Wave,
    reached: WaveState,
    what: str,
    way: Way,
    *,
    begun: WaveState = WaveState.PLANNED,
    is_free: bool = False,
) -> RehearsedStep:
    if REACHED.index(wave.state) >= REACHED.index(reached):
        return RehearsedStep(name, How.DONE, what)
    if wave.state != begun:
        return RehearsedStep(name, How.LATER, what)
    return RehearsedStep(name, How.FREE if is_free else How.NOW, what, (way,))


def _to(endpoint: str, wave: Wave) -> str:
    return url_for(endpoint, institution=wave.institution.code, wave=wave.key)
