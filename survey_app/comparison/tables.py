"""Writes the released numbers of a programme's institutions as tables, unrounded, and never a formula."""

import io
from collections.abc import Iterator, Sequence

import xlsxwriter
from flask_babel import gettext as _

from analysis.released.released_values import Hidden, Score, Shares
from survey_app.comparison.pages import kind_name
from survey_app.comparison.services import Comparison, InstitutionRow
from survey_app.diagnosis.states import state_name
from survey_app.spreadsheets.writing import WORKBOOK_OPTIONS, Value, csv_file, write_cell
from survey_app.wording.labels import REASONS

XLSX_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
CSV_TYPE = "text/csv; charset=utf-8"
A4 = 9


def workbook(comparison: Comparison) -> bytes:
    """An .xlsx with participation, areas and items of every institution, and notes."""
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer, WORKBOOK_OPTIONS)
    bold = book.add_format({"bold": True, "text_wrap": True, "valign": "top"})
    sheets = (
        (_("Participation"), _participation(comparison)),
        (_("Areas"), _areas(comparison)),
        (_("Items"), _items(comparison)),
        (_("Notes"), _notes(comparison)),
    )
    for title, rows in sheets:
        sheet = book.add_worksheet(title[:31])
        for at, row in enumerate(rows):
            for column, value in enumerate(row):
                write_cell(sheet, at, column, value, bold if at == 0 else None)
        sheet.freeze_panes(1, 2)
        sheet.set_landscape()
        sheet.set_paper(A4)
        sheet.fit_to_pages(1, 0)
        sheet.repeat_rows(0)
        sheet.set_column(0, 0, 12)
        sheet.set_column(1, 1, 24)
        sheet.set_column(2, 12, 16)
    book.close()
    return buffer.getvalue()


def comma_separated(comparison: Comparison) -> bytes:
    """The areas and items as one long .csv."""
    areas, items = list(_areas(comparison)), list(_items(comparison))
    rows: list[Sequence[Value]] = [(_("Kind of number"), *areas[0])]
    rows += [(_("Area"), *row) for row in areas[1:]]
    rows += [(_("Item"), *row) for row in items[1:]]
    return csv_file(rows)


def _head(*more: str) -> tuple[str, ...]:
    return (_("Institution code"), _("Institution"), _("Kind"), *more)


def _named(row: InstitutionRow) -> tuple[str, str, str]:
    return row.code, row.name, kind_name(row.kind)


def _participation(comparison: Comparison) -> Iterator[Sequence[Value]]:
    yield _head(
        _("State"), _("Eligible"), _("Respondents"), _("Response rate (%)"), _("Margin of error (%p)")
    )
    for row in comparison.rows:
        found = row.participation
        if found is None:
            yield (*_named(row), state_name(row.state), None, None, None, None)
            continue
        rate = None if isinstance(found.rate, Hidden) else found.rate
        margin = None if isinstance(found.margin_of_error, Hidden) else found.margin_of_error
        yield (*_named(row), state_name(row.state), found.invited, found.respondents, rate, margin)


def _measure_head() -> tuple[str, ...]:
    return _head(
        _("Key"),
        _("Name"),
        _("Value"),
        _("Interval, lower"),
        _("Interval, upper"),
        _("Standard deviation"),
        _("Favourable (%)"),
        _("Why not shown"),
    )


def _areas(comparison: Comparison) -> Iterator[Sequence[Value]]:
    yield _measure_head()
    for row in comparison.released:
        for area, name in comparison.areas.items():
            found = row.scores.get(area)
            start = (*_named(row), area, name)
            if isinstance(found, Score):
                span = found.interval
                favourable = None if isinstance(found.favourable, Hidden) else found.favourable
                yield (*start, found.value, span.lower, span.upper, found.sd, favourable, "")
            elif isinstance(found, Hidden):
                yield (*start, None, None, None, None, None, comparison.voice.say(REASONS[found.reason]))


def _items(comparison: Comparison) -> Iterator[Sequence[Value]]:
    yield _measure_head()
    texts = comparison.questionnaire.texts[comparison.language].items
    for row in comparison.released:
        for item, found in row.items.items():
            start = (*_named(row), item, texts.get(item, item))
            if isinstance(found, Shares):
                span = found.favourable_interval
                yield (*start, found.favourable, span.lower, span.upper, None, found.favourable, "")
            elif isinstance(found, Hidden):
                yield (*start, None, None, None, None, None, comparison.voice.say(REASONS[found.reason]))


def _notes(comparison: Comparison) -> Iterator[Sequence[Value]]:
    yield (_("Notes"), "")
    yield (_("Programme"), comparison.title)
    yield (
        _("Questionnaire"),
        f"{comparison.questionnaire.texts[comparison.language].title} {comparison.questionnaire.version}",
    )
    yield (_("Scores"), _("0 to 100, mean of respondents; 95 per cent interval for all current staff."))
    yield (_("Items"), _("Favourable share in percent of valid answers; whole percent."))
    yield (_("Source"), _("Released results only; no group smaller than an institution."))
