"""Puts the released results of a programme's institutions beside each other, as one frozen comparison."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

import msgspec
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from analysis.institutions.same_meaning import SameMeaning
from analysis.institutions.standings import AreaStandings, Change, Mover, Result, movers, standings
from analysis.refusals import Refusal
from analysis.released.earlier_releases import in_todays_words
from analysis.released.older_releases import group_as_of_now
from analysis.released.release import FORMAT, Group, Participation, Theme, content_hash
from analysis.released.released_values import Against, Difference, Hidden, Reason, Score, SharesOrHidden
from analysis.releasing.comparisons import of_kind
from config import Config
from questionnaires.loader import published
from questionnaires.model import Questionnaire
from survey_app.diagnosis.models import Wave
from survey_app.diagnosis.programme import Programme
from survey_app.door.errors import NotHere
from survey_app.institutions.models import Institution
from survey_app.releases import benchmarks
from survey_app.releases.models import StoredBenchmark, StoredRelease
from survey_app.releases.stored import ReleaseWasChanged
from survey_app.wording.catalogue import Voice

MOST_KEPT = 1000
SMALL, MEDIUM, LARGE = "small", "medium", "large"
MEDIUM_FROM, LARGE_FROM = 300, 1000


class InstitutionIsNotCompared(NotHere):
    """The institution has no released wave in the programme."""


class Whole(msgspec.Struct, frozen=True):
    """What a comparison reads of one release: the institution as a whole, no group and no comment."""

    format: int
    institution: str
    wave: str
    participation: Participation
    groups: tuple[msgspec.Raw, ...]
    previous_wave: str | None = None
    themes: tuple[Theme, ...] = ()


class _Key(msgspec.Struct, frozen=True):
    """A group's key and nothing else of it."""

    key: str


_KEPT: dict[str, tuple[Whole, Group]] = {}
"""Institutions as wholes by the hash of their release, which never changes."""


@dataclass(frozen=True, slots=True)
class InstitutionRow:
    """One institution of a programme: what it is, how far its wave has come, and its released numbers.

    `participation`, `scores`, `items` and `themes` are empty until the wave is released; `size` goes by
    headcount, or by respondents where no headcount is known.
    """

    code: str
    name: str
    kind: str
    state: str
    wave: str
    size: str = ""
    participation: Participation | None = None
    scores: Mapping[str, Score | Hidden] = field(default_factory=dict)
    items: Mapping[str, SharesOrHidden] = field(default_factory=dict)
    themes: tuple[Theme, ...] = ()

    @property
    def is_released(self) -> bool:
        return self.participation is not None


@dataclass(frozen=True, slots=True)
class Comparison:
    """A programme's institutions beside each other, in one language.

    areas : names by key, in questionnaire order, indices last. rows : every institution that joined.
    standings : by area, Hidden with the reason where institutions can't be compared. movers : changes
    since each institution's last wave, judged together. benchmark_made_at : None before the first.
    meanings : by area, whether its items mean the same in all institutions; empty when not examined.
    """

    programme: str
    title: str
    language: str
    questionnaire: Questionnaire
    areas: Mapping[str, str]
    index_areas: frozenset[str]
    rows: tuple[InstitutionRow, ...]
    standings: Mapping[str, AreaStandings | Hidden]
    movers: tuple[Mover, ...]
    benchmark_made_at: datetime | None
    meanings: Mapping[str, SameMeaning] = field(default_factory=dict)

    @property
    def voice(self) -> Voice:
        """Says sentences in its language."""
        return Voice(self.language)

    @property
    def released(self) -> tuple[InstitutionRow, ...]:
        return tuple(row for row in self.rows if row.is_released)

    @property
    def names(self) -> Mapping[str, str]:
        return {row.code: row.name for row in self.rows}

    def row(self, code: str) -> InstitutionRow:
        """The released institution of that code. Raises InstitutionIsNotCompared."""
        for row in self.released:
            if row.code == code:
                return row
        raise InstitutionIsNotCompared(code)


def list_programmes(people: Session) -> Sequence[tuple[Programme, int, int]]:
    """(programme, institutions that joined, of which released), the newest first."""
    rows = people.execute(
        select(
            Programme,
            func.count(Wave.id),
            func.count(Wave.id).filter(Wave.state == "released"),
        )
        .outerjoin(Wave, Wave.programme_id == Programme.id)
        .group_by(Programme.id)
        .order_by(Programme.position.desc(), Programme.id.desc())
    ).all()
    return [(programme, joined, released) for programme, joined, released in rows]


def compare(people: Session, programme: Programme, config: Config, language: str = "ko") -> Comparison:
    """Everything the ministry's pages and the national report say of a programme.

    It reads released results alone. Raises ReleaseWasChanged when a stored release is not what was
    signed, and QuestionnaireIsFaulty when the programme's questionnaire is not here.
    """
    folders = config.questionnaire_folders
    questionnaire = published(programme.questionnaire_key, programme.questionnaire_version, folders)
    rows = tuple(_row(people, wave, language) for wave in _waves(people, programme))
    areas = {area.key: questionnaire.texts[language].areas[area.key] for area in questionnaire.areas}
    indices = frozenset(area.key for area in questionnaire.indices)
    meanings = benchmarks.newest(people, programme.id).meanings
    return Comparison(
        programme=programme.key,
        title=programme.name(language),
        language=language,
        questionnaire=questionnaire,
        areas=areas,
        index_areas=indices,
        rows=rows,
        standings={area: _standings(area, rows, meanings.get(area)) for area in areas},
        movers=movers(_changes(rows, areas, indices)),
        benchmark_made_at=_benchmark_made_at(people, programme),
        meanings=meanings,
    )


def _waves(people: Session, programme: Programme) -> Sequence[Wave]:
    return people.scalars(
        select(Wave)
        .join(Institution)
        .where(Wave.programme_id == programme.id)
        .order_by(Institution.kind, Institution.code, Wave.key)
    ).all()


def _row(people: Session, wave: Wave, language: str) -> InstitutionRow:
    institution = wave.institution
    row = InstitutionRow(institution.code, institution.name(language), institution.kind, wave.state, wave.key)
    newest = people.execute(
        select(StoredRelease.id, StoredRelease.content_hash)
        .where(StoredRelease.wave_id == wave.id)
        .order_by(StoredRelease.number.desc())
    ).first()
    if newest is None or not wave.is_released:
        return row
    whole, group = _whole(people, newest.id, newest.content_hash)
    people_asked = whole.participation.invited or whole.participation.respondents
    return InstitutionRow(
        row.code,
        row.name,
        row.kind,
        row.state,
        row.wave,
        _size(people_asked),
        whole.participation,
        group.scores,
        group.items,
        whole.themes,
    )


def _size(headcount: int) -> str:
    if headcount < MEDIUM_FROM:
        return SMALL
    return MEDIUM if headcount < LARGE_FROM else LARGE


def _whole(people: Session, release_id: int, expected_hash: str) -> tuple[Whole, Group]:
    """The whole institution of a stored release; kept by its hash, since a release never changes."""
    if expected_hash not in _KEPT:
        document = people.scalars(select(StoredRelease.document).where(StoredRelease.id == release_id)).one()
        if len(_KEPT) >= MOST_KEPT:
            _KEPT.clear()
        _KEPT[expected_hash] = _read_whole(document, expected_hash)
    return _KEPT[expected_hash]


def _read_whole(document: bytes, expected_hash: str) -> tuple[Whole, Group]:
    if content_hash(document) != expected_hash:
        raise ReleaseWasChanged(expected_hash)
    whole = msgspec.json.decode(document, type=Whole)
    for raw in whole.groups:
        if msgspec.json.decode(raw, type=_Key).key == "all":
            # A release that was made before today's verdicts and rules is read in today's, as everywhere.
            group = msgspec.json.decode(in_todays_words(bytes(raw)), type=Group)
            is_older = whole.format < FORMAT
            return msgspec.structs.replace(whole, groups=()), group_as_of_now(group) if is_older else group
    raise ReleaseWasChanged(expected_hash)


def _standings(
    area: str, rows: Sequence[InstitutionRow], meaning: SameMeaning | None
) -> AreaStandings | Hidden:
    if meaning is not None and meaning.forbids_ranks:
        return Hidden(Reason.UNLIKE)
    results = [
        Result(row.code, row.participation.respondents, score.value, score.sd, row.kind, row.size)
        for row in rows
        if row.participation is not None and isinstance(score := row.scores.get(area), Score) and score.sd > 0
    ]
    try:
        return standings(area, results)
    except Refusal:
        return Hidden(Reason.TOO_FEW_FOR_STATISTIC)


def _changes(
    rows: Sequence[InstitutionRow], areas: Mapping[str, str], indices: frozenset[str]
) -> Sequence[Change]:
    found = []
    for row in rows:
        for area in areas:
            score = row.scores.get(area)
            if row.participation is None or not isinstance(score, Score):
                continue
            change = of_kind(score.differences, Against.PREVIOUS)
            if change is not None and change.interval is not None:
                found.append(_change(row.code, area, area in indices, row.participation.respondents, change))
    return found


def _change(code: str, area: str, is_index: bool, respondents: int, found: Difference) -> Change:
    assert found.interval is not None
    return Change(code, area, is_index, respondents, found.value, found.interval, found.g or 0.0)


def _benchmark_made_at(people: Session, programme: Programme) -> datetime | None:
    return people.scalars(
        select(StoredBenchmark.made_at)
        .where(StoredBenchmark.programme_id == programme.id)
        .order_by(StoredBenchmark.id.desc())
    ).first()
