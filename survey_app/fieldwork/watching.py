"""How a wave is going: participation as last counted, and how exact the results will be."""

from dataclasses import dataclass

from survey_app.diagnosis.models import Wave, WaveState
from survey_app.fieldwork.pages import margin_of_error
from survey_app.ground import db
from survey_app.invitations.participation import Turnout, count_participation, turnout
from survey_app.log.inclusion import PlaceInLog, TermsAreNotLoggedYet, place_in_log
from survey_app.manifest import publication
from survey_app.protocol.manifest_signing import spoken_fingerprint


@dataclass(frozen=True, slots=True)
class Watch:
    """What the watch page shows: the whole, the groups by name, and half the 95 % interval in points."""

    whole: Turnout
    groups: tuple[tuple[str, Turnout], ...]
    margin: float | None
    smallest_group: int


def watch(wave: Wave, language: str) -> Watch:
    """Participation of a wave that was opened, counted anew in steps that say of nobody that it was them."""
    manifest = publication.read(db.vault(), wave.reference)
    least = manifest.policy.smallest_group
    if wave.state == WaveState.OPEN:
        count_participation(db.people(), wave.id, least)
    names = {unit.code: unit.name.in_language(language) for unit in manifest.units}
    whole, *groups = turnout(db.people(), wave.id, manifest.units, least)
    return Watch(
        whole,
        tuple((", ".join(names[code] for code in group.units), group) for group in groups),
        None if whole.taken_part is None else margin_of_error(whole.invited, whole.taken_part),
        least,
    )


@dataclass(frozen=True, slots=True)
class TermsInLog:
    """The check letters of a wave's terms, and where these stand in the public log; None before they do."""

    spoken: str
    place: PlaceInLog | None


def place_of_terms(wave: Wave) -> TermsInLog:
    """Where the terms of a wave that was opened here stand, and whether its witnesses have seen them."""
    signed = publication.read_signed(db.vault(), wave.reference)
    spoken = spoken_fingerprint(signed.fingerprint)
    try:
        manifest = publication.read(db.vault(), wave.reference)
        return TermsInLog(spoken, place_in_log(db.people(), manifest, signed.fingerprint))
    except TermsAreNotLoggedYet:
        return TermsInLog(spoken, None)


def turnout_of_whole(wave: Wave) -> Turnout:
    """Participation of an institution as a whole."""
    manifest = publication.read(db.vault(), wave.reference)
    return turnout(db.people(), wave.id, manifest.units, manifest.policy.smallest_group)[0]
