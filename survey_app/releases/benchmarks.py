"""The benchmark of a programme: over its institutions that may be shown, and nobody's value besides."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime

import msgspec
import numpy as np
from numpy.typing import NDArray
from sqlalchemy import select
from sqlalchemy.orm import Session

from analysis.counted.document import Block, Counted, CountedArea, CountedItem
from analysis.counting.moments import CompleteMoments
from analysis.counting.scales import ScaleSpec, Structure
from analysis.institutions.benchmark import FEWEST_INSTITUTIONS, benchmark
from analysis.institutions.same_meaning import SameMeaning, same_meaning
from analysis.released.release import Release
from analysis.released.released_values import Hidden, Score, Shares
from analysis.released.showing import EXACT_FROM, largest_blurred, shown_share
from analysis.releasing.comparisons import MeasureBenchmark
from analysis.scores.samples import Sample
from questionnaires.model import Item, Questionnaire
from survey_app.diagnosis.programme import Programme
from survey_app.releases.models import StoredBenchmark

AREA_DIGITS, ITEM_DIGITS = 1, 3
"""Of a benchmark's numbers: tenths of a point, and of a percent."""
Measures = dict[str, MeasureBenchmark]
Meanings = dict[str, SameMeaning]


@dataclass(frozen=True)
class Contribution:
    """What one institution adds to a benchmark.

    samples : by area and item. blocks : by area, moments of its items over n ≥ 3p people, and
    points : of the same, how many chose each point, (items, points).
    """

    samples: Mapping[str, Sample] = field(default_factory=dict)
    blocks: Mapping[str, CompleteMoments] = field(default_factory=dict)
    points: Mapping[str, NDArray[np.int64]] = field(default_factory=dict)


class BenchmarkDocument(msgspec.Struct, frozen=True):
    """A benchmark as it is kept: distributions, and by area whether its items mean the same everywhere."""

    measures: Measures
    meanings: Meanings

    @property
    def unlike_areas(self) -> frozenset[str]:
        """Areas whose items do not mean the same in all institutions, so that nobody stands anywhere."""
        return frozenset(area for area, meaning in self.meanings.items() if meaning.forbids_ranks)


def contribution(questionnaire: Questionnaire, counted: Counted, smallest_group: int) -> Contribution:
    """What a counted institution adds to a benchmark: each area and item that it may show."""
    if counted.respondents < smallest_group:
        return Contribution()
    whole = counted.whole
    samples = {area: _area(one) for area, one in whole.areas.items() if isinstance(one, CountedArea)}
    for item in questionnaire.items:
        found = whole.items[item.id]
        sample = _item(found, item, smallest_group) if isinstance(found, CountedItem) else None
        if sample is not None:
            samples[item.id] = sample
    shown = {key: sample for key, sample in samples.items() if sample.respondents >= smallest_group}
    blocks = {key: one for key, one in counted.blocks.items() if one.respondents >= smallest_group}
    return Contribution(
        shown,
        {key: _moments(one) for key, one in blocks.items()},
        {key: np.array(one.points, np.int64) for key, one in blocks.items()},
    )


def _moments(block: Block) -> CompleteMoments:
    return CompleteMoments(
        np.asarray(block.respondents, np.int64),
        np.array(block.sums, np.int64),
        np.array(block.cross, np.int64),
    )


def contribution_of_release(release: Release) -> Contribution:
    """The same of an institution whose answers are elsewhere: from what it released, and nothing else.

    Items rest on shares in whole percent, what the institution hides does not count, and there are no
    blocks.
    """
    whole, respondents = release.whole, release.participation.respondents
    found: dict[str, Sample] = {}
    for area, score in whole.scores.items():
        if isinstance(score, Score):
            found[area] = Sample.of_variance(respondents, score.value, score.sd**2)
    for item, shares in whole.items.items():
        if isinstance(shares, Shares):
            found[item] = Sample.of_percent(shares.favourable, respondents)
    return Contribution(found)


def measure(
    questionnaire: Questionnaire, contributions: Sequence[Contribution], smallest_group: int
) -> Measures:
    """The distribution of every area and item over institutions, each counting once.

    An institution too small to be shown counts nowhere: whoever knows the others' values would find
    its own in the median, in a quartile's ends or by taking them out of the pooled mean.
    """
    found: Measures = {}
    for keys, digits in (
        ([area.key for area in questionnaire.areas], AREA_DIGITS),
        (questionnaire.item_ids, ITEM_DIGITS),
    ):
        for key in keys:
            given = [one.samples[key] for one in contributions if key in one.samples]
            _add(found, key, given, smallest_group, digits)
    return found


def examine(questionnaire: Questionnaire, contributions: Sequence[Contribution]) -> Meanings:
    """By area, whether its items mean the same in all institutions: the verdict, none of them by name."""
    structure = Structure.of_questionnaire(questionnaire)
    return {
        scale.key: same_meaning(
            scale.items, scale.steps, _blocks(scale.key, contributions), _points(scale, contributions)
        )
        for scale in structure.scales
    }


def _blocks(area: str, contributions: Sequence[Contribution]) -> Mapping[str, CompleteMoments]:
    return {str(at): given.blocks[area] for at, given in enumerate(contributions) if area in given.blocks}


def _points(scale: ScaleSpec, contributions: Sequence[Contribution]) -> NDArray[np.int64]:
    none = np.zeros((scale.length, scale.steps + 1), np.int64)
    found = [given.points[scale.key] for given in contributions if scale.key in given.points]
    return np.sum(found, axis=0) if found else none


def _area(counted: CountedArea) -> Sample:
    found = counted.scores.sample
    if found.respondents >= EXACT_FROM:
        return found
    # As in the release: the lowest and highest of a benchmark are some institution's own.
    return Sample.of_variance(found.respondents, round(found.mean, 1), round(found.sd, 1) ** 2)


def _item(found: CountedItem, item: Item, smallest_group: int) -> Sample | None:
    if isinstance(found.favourable, Hidden):
        most = largest_blurred(found.answered)
        return Sample.of_percent(100 - most if found.bound == "≥" else most, found.answered)
    # As in the release: few who had the experience, or few who had not, would be pointed at.
    sides = (found.favourable, found.answered - found.favourable)
    if item.is_sensitive and min(sides) < smallest_group:
        return None
    if found.answered >= EXACT_FROM:
        return Sample.of_share(found.favourable, found.answered)
    # A fraction would tell how many there are, and a few institutions' extremes that all of them agreed.
    share = shown_share(found.favourable, found.answered, smallest_group)
    return None if isinstance(share, Hidden) else Sample.of_percent(share.percent, found.answered)


def _add(found: Measures, key: str, given: Sequence[Sample], smallest_group: int, digits: int) -> None:
    shown = [sample for sample in given if sample.respondents >= smallest_group]
    if len(shown) >= FEWEST_INSTITUTIONS:
        found[key] = MeasureBenchmark.of(benchmark(shown)).rounded(digits)


def store(
    session: Session, programme: Programme, measures: Measures, meanings: Meanings | None = None
) -> StoredBenchmark:
    """The programme's newest benchmark is this one afterwards; earlier ones are kept.

    The same benchmark made again is the same one, made today.
    """
    document = msgspec.json.encode(BenchmarkDocument(measures, meanings or {}), order="sorted")
    before = _newest(session, programme.id)
    if before is not None and before.document == document:
        before.made_at = datetime.now(UTC)
        return before
    new = StoredBenchmark(programme_id=programme.id, document=document, made_at=datetime.now(UTC))
    session.add(new)
    session.flush()
    return new


def newest(session: Session, programme_id: int | None) -> BenchmarkDocument:
    """The programme's newest benchmark; empty when none was made yet or there is no programme."""
    stored = _newest(session, programme_id)
    return BenchmarkDocument({}, {}) if stored is None else read(stored.document)


def _newest(session: Session, programme_id: int | None) -> StoredBenchmark | None:
    return session.scalars(
        select(StoredBenchmark)
        .where(StoredBenchmark.programme_id == programme_id)
        .order_by(StoredBenchmark.id.desc())
    ).first()


def read(document: bytes) -> BenchmarkDocument:
    """A kept benchmark; one made before areas were examined is its measures and nothing else."""
    found = msgspec.json.decode(document, type=dict[str, msgspec.Raw])
    if found.keys() == {"measures", "meanings"}:
        return msgspec.json.decode(document, type=BenchmarkDocument)
    return BenchmarkDocument(msgspec.json.decode(document, type=Measures), {})
