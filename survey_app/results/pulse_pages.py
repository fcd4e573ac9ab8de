"""What the page of a pulse shows: its items, how they moved, and which areas it says nothing of."""

from dataclasses import dataclass

from survey_app.figures.figure import Figure, FigureTable
from survey_app.figures.items import item_bars
from survey_app.figures.pulses import numbered_items, pulse_groups_table, pulse_sentence, pulse_table
from survey_app.results.area_rows import AreaRow, area_rows
from survey_app.results.services import Reading
from survey_app.wording.release_sentences import participation_sentence


@dataclass(frozen=True, slots=True)
class PulsePage:
    """A pulse on one page; `units` is None where no unit may be shown or all is public."""

    participation: str
    sentence: str
    items: Figure
    changes: FigureTable
    areas: tuple[AreaRow, ...]
    legend: tuple[tuple[str, str], ...]
    units: FigureTable | None


def pulse_page(reading: Reading, is_public: bool = False) -> PulsePage:
    """The results of a pulse: of the institution as a whole alone, where everybody reads them."""
    labels, release = reading.labels, reading.release
    units = () if is_public else reading.unit_groups
    return PulsePage(
        participation=participation_sentence(release, labels),
        sentence=pulse_sentence(release, labels),
        items=item_bars(release.whole, tuple(labels.items), labels, "pulse-items"),
        changes=pulse_table(release, labels),
        areas=area_rows(reading, release.whole),
        legend=numbered_items(labels),
        units=pulse_groups_table(units, labels) if units else None,
    )
