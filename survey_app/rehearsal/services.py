"""Plans a rehearsal from a planned wave, finds it, and has invented people answer it."""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

from sqlalchemy import inspect, select
from sqlalchemy.orm import Session

from config import Config
from survey_app.diagnosis.models import Rehearsal, Wave, WaveState
from survey_app.diagnosis.planning import PlanIsIncomplete, require_planned, require_whole
from survey_app.diagnosis.terms import unit_terms
from survey_app.ground.rehearsal_names import is_rehearsal, stand_in_of
from survey_app.institutions.models import Institution, Unit
from survey_app.invitations.inviting import LinkMaker, codes, invite_by_code, places_left
from survey_app.invitations.models import Channel
from survey_app.invitations.writing import Writer
from survey_app.manifest.documents import UnitTerms
from survey_app.rehearsal.invented import Places, places_of
from survey_app.wording.catalogue import Voice

FEWEST, MOST = 3, 30
LASTS = timedelta(days=14)
KEPT = timedelta(days=30)
"""After its last day a rehearsal is kept this long, unless somebody deletes it earlier."""
LONGEST_KEY, LONGEST_TITLE = 40, 120
_KEY_BYTES = 3
# What a rehearsal has of its own; everything else of its plan is copied, whatever a plan comes to hold.
_OWN = {
    "id",
    "institution_id",
    "programme_id",
    "key",
    "reference",
    "title_ko",
    "title_en",
    "opens_on",
    "closes_on",
    "extends_until",
    "copied_from",
    "decide_again",
    "results_are_public",
    "unit_codes",
    "units_seen",
    "sealing",
    "state",
    "fingerprint",
    "is_imported",
    "made_at",
}


class RehearsalExists(Exception):
    """The institution has a rehearsal, which has to be deleted before the next is planned."""


class WaveIsARehearsal(Exception):
    """A rehearsal is not rehearsed."""


def find_rehearsal(session: Session, institution: Institution) -> Rehearsal | None:
    """The rehearsal that an institution has planned or under way, or None."""
    return session.scalars(select(Rehearsal).where(Rehearsal.institution_id == institution.id)).first()


def has_held_a_wave(session: Session, institution: Institution) -> bool:
    """Whether any wave of the institution was ever opened, or taken in."""
    begun = (Wave.institution_id == institution.id, Wave.state != WaveState.PLANNED)
    return session.scalar(select(Wave.id).where(*begun).limit(1)) is not None


def plan_rehearsal(session: Session, plan: Wave, people: int, today: date) -> Wave:
    """A rehearsal of a planned wave is planned: what it asks, its letters and its policy, invented people.

    It joins no programme, its results are public nowhere, and nobody real is invited. Raises WaveIsFrozen,
    PlanIsIncomplete, WaveIsAPulse, WaveIsARehearsal or RehearsalExists.
    """
    require_rehearsable(session, plan)
    units = unit_terms(plan)
    places = places_of(units, people, plan.smallest_group)
    stand_in = _stand_in(session, plan.institution, units, places)
    # The reference is never given again, so that nobody takes a later rehearsal for this one.
    key = f"{plan.key[: LONGEST_KEY - 2 * _KEY_BYTES - 1]}-{secrets.token_hex(_KEY_BYTES)}"
    closes_on = today + LASTS
    wave = Wave(
        **_copied(plan),
        institution=stand_in,
        key=key,
        reference=f"{stand_in.code}.{key}",
        title_ko=_title(plan, "ko"),
        title_en=_title(plan, "en"),
        opens_on=today,
        closes_on=closes_on,
        made_at=datetime.now(UTC),
    )
    wave.rehearsal = Rehearsal(
        institution=plan.institution,
        plan=plan.key,
        people=people,
        answering=dict(places.answering),
        deleted_on=closes_on + KEPT,
    )
    session.add(wave)
    session.flush()
    return wave


def require_rehearsable(session: Session, plan: Wave) -> None:
    """Raises WaveIsFrozen, PlanIsIncomplete, WaveIsAPulse, WaveIsARehearsal or RehearsalExists."""
    require_planned(plan)
    require_whole(plan)
    if is_rehearsal(plan.reference):
        raise WaveIsARehearsal(plan.reference)
    if not plan.is_planned_out:
        raise PlanIsIncomplete(plan.next_step)
    if find_rehearsal(session, plan.institution) is not None:
        raise RehearsalExists(plan.institution.code)


def invite_invented(
    session: Session, rehearsal: Rehearsal, units: tuple[UnitTerms, ...], config: Config
) -> Mapping[str, list[str]]:
    """The codes of those who answer by themselves, by unit: made once, and the same ones whenever asked."""
    wave, secret_key, links = rehearsal.wave, config.secret_key, _links(rehearsal.wave, config)
    made = codes(session, wave.id, Channel.LINK, links, secret_key)
    if not made:
        invite_by_code(session, wave.id, units, Channel.LINK, rehearsal.answering, secret_key)
        made = codes(session, wave.id, Channel.LINK, links, secret_key)
    return {unit: [code.code for code in made if code.unit_code == unit] for unit in rehearsal.answering}


@dataclass(frozen=True, slots=True)
class Letter:
    """A letter that is not addressed yet."""

    subject: str
    text: str


def letter_for(session: Session, wave: Wave, units: tuple[UnitTerms, ...], config: Config) -> Letter | None:
    """The wave's letter with a link of a spare place, or None where all places are taken."""
    unit = next((code for code, left in places_left(session, wave.id, units).items() if left), None)
    if unit is None:
        return None
    links = _links(wave, config)
    before = {code.code for code in codes(session, wave.id, Channel.LINK, links, config.secret_key)}
    invite_by_code(session, wave.id, units, Channel.LINK, {unit: 1}, config.secret_key)
    after = codes(session, wave.id, Channel.LINK, links, config.secret_key)
    link = next(code.link for code in after if code.code not in before)
    writer = Writer.of(wave, config, None)
    return Letter(writer.subject, writer.text(link))


def _stand_in(
    session: Session, institution: Institution, units: tuple[UnitTerms, ...], places: Places
) -> Institution:
    """The institution in whose name is rehearsed: its names and units, invented people, no address."""
    found = Institution(
        code=stand_in_of(institution.code),
        name_ko=institution.name_ko,
        name_en=institution.name_en,
        kind=institution.kind,
        contact=institution.contact,
        is_fictional=True,
    )
    found.units = [
        Unit(
            code=unit.code,
            name_ko=unit.name["ko"],
            name_en=unit.name["en"],
            parent_code=unit.parent,
            headcount=places.eligible[unit.code],
            position=position,
        )
        for position, unit in enumerate(units)
    ]
    session.add(found)
    session.flush()
    return found


def _copied(plan: Wave) -> dict[str, Any]:
    columns = (column.key for column in inspect(Wave).column_attrs)
    return {name: getattr(plan, name) for name in columns if name not in _OWN}


def _title(plan: Wave, language: str) -> str:
    """The mark stands in the title, which is signed and stands on every page, letter, slip and report."""
    title = Voice(language).say("[Rehearsal: invented people] %(title)s", title=plan.title(language))
    return title[:LONGEST_TITLE]


def _links(wave: Wave, config: Config) -> LinkMaker:
    return LinkMaker(config.base_url, wave.reference, wave.fingerprint or "")
