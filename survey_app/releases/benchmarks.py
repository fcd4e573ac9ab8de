"""The benchmark of a programme: over all its institutions, before anything is suppressed."""

from collections.abc import Sequence
from datetime import UTC, datetime

import msgspec
import numpy as np
from sqlalchemy import select
from sqlalchemy.orm import Session

from analysis.answers import Answers
from analysis.benchmark import FEWEST_INSTITUTIONS, benchmark
from analysis.cells import Cells, count
from analysis.comparisons import MeasureBenchmark
from analysis.refusals import Refusal
from analysis.samples import Sample
from analysis.scales import Structure
from analysis.scoring import area_score, item_shares
from questionnaires.model import Questionnaire
from survey_app.diagnosis.models import Programme
from survey_app.releases.models import StoredBenchmark

Measures = dict[str, MeasureBenchmark]


def measure(questionnaire: Questionnaire, waves: Sequence[Answers], smallest_group: int) -> Measures:
    """The distribution of every area and item over institutions, each counting once.

    An institution too small to be shown still counts in median and quartiles; the lowest and highest
    value are those of institutions that may be shown.
    """
    structure = Structure.of_questionnaire(questionnaire)
    counted = [_count(structure, answers) for answers in waves if answers.respondents > 0]
    found: Measures = {}
    for area in questionnaire.areas:
        _add(found, area.key, [_area(cells, area.key) for cells in counted], smallest_group)
    for item in questionnaire.items:
        _add(found, item.id, [_item(cells, item.id) for cells in counted], smallest_group)
    return found


def _count(structure: Structure, answers: Answers) -> Cells:
    columns = [answers.items.index(item) for item in structure.item_ids]
    return count(structure, np.ascontiguousarray(answers.codes[:, columns]))


def _area(cells: Cells, key: str) -> Sample | None:
    try:
        return area_score(cells, key).scores
    except Refusal:
        return None


def _item(cells: Cells, key: str) -> Sample | None:
    found = item_shares(cells, key)
    return Sample.of_share(found.favourable, found.answered) if found.answered else None


def _add(found: Measures, key: str, samples: Sequence[Sample | None], smallest_group: int) -> None:
    given = [sample for sample in samples if sample is not None]
    shown = [sample for sample in given if sample.respondents >= smallest_group]
    if len(shown) < FEWEST_INSTITUTIONS:
        return
    everybody, visible = benchmark(given), benchmark(shown)
    found[key] = msgspec.structs.replace(
        MeasureBenchmark.of(everybody), lowest=visible.values[0], highest=visible.values[-1]
    )


def store(session: Session, programme: Programme, measures: Measures) -> StoredBenchmark:
    """The programme's newest benchmark is this one afterwards; earlier ones are kept."""
    new = StoredBenchmark(
        programme_id=programme.id,
        document=msgspec.json.encode(measures, order="sorted"),
        made_at=datetime.now(UTC),
    )
    session.add(new)
    session.flush()
    return new


def newest(session: Session, programme_id: int | None) -> Measures:
    """The programme's newest benchmark; empty when none was made yet or there is no programme."""
    if programme_id is None:
        return {}
    stored = session.scalars(
        select(StoredBenchmark)
        .where(StoredBenchmark.programme_id == programme_id)
        .order_by(StoredBenchmark.id.desc())
    ).first()
    return {} if stored is None else msgspec.json.decode(stored.document, type=Measures)
