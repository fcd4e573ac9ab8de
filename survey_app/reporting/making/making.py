"""Makes one report in one format and puts it into one file."""

from pathlib import Path

from survey_app.drawing.drawing import DRAWER, Drawer
from survey_app.reporting.making.institution import build_institution_report, build_summary
from survey_app.reporting.making.orders import Materials, Order
from survey_app.reporting.making.pulse import build_pulse_report
from survey_app.reporting.making.report import Report, ReportKind
from survey_app.reporting.making.unit import build_unit_report, reportable_unit
from survey_app.reporting.workbooks.xlsx import write_xlsx
from survey_app.wording.labels import labels_of

FORMATS = ("pdf", "xlsx", "hwpx", "pptx")
WHOLE = "all"
# The national tables as .xlsx are the comparison room's; slides are a readout of one institution.
DRAWN_FORMATS = ("pdf", "hwpx")


class FormatIsUnknown(ValueError):
    """There is no such format; the message lists those there are."""


def make_report(materials: Materials, order: Order, output: Path, drawer: Drawer = DRAWER) -> None:
    """Writes the report that is ordered to `output`, whole or not at all.

    Raises FormatIsUnknown, UnitIsNotShown, ChromiumIsMissing, ChromiumDied or TypefaceIsMissing.
    """
    if order.file_format not in FORMATS:
        raise FormatIsUnknown(f"{order.file_format!r} is not one of {', '.join(FORMATS)}")
    if order.file_format == "xlsx":
        content = _workbook(materials, order)
    else:
        has_slides = order.file_format == "pptx"
        report = build_report(materials, ReportKind(order.kind), order.unit, order.language, has_slides)
        content = draw_report(report, order.file_format, drawer)
    write_whole(output, content)


def _workbook(materials: Materials, order: Order) -> bytes:
    release, questionnaire = materials.release, materials.questionnaire
    if order.unit is not None:
        reportable_unit(release, order.unit, labels_of(release, questionnaire, order.language))
    # A summary is of the institution as a whole: its workbook holds no part of it.
    part = WHOLE if order.kind == ReportKind.SUMMARY else order.unit
    return write_xlsx(release, questionnaire, order.language, part)


def build_report(
    materials: Materials, kind: ReportKind, unit: str | None, language: str, has_slides: bool = False
) -> Report:
    """The report of that kind. A unit's needs the unit's key, or ValueError is raised.

    So it is for a pulse's, of which there is one: the institution's, without slides.
    """
    is_pulse = materials.release.is_pulse
    if is_pulse and kind is ReportKind.INSTITUTION and not has_slides:
        return build_pulse_report(materials, language)
    if is_pulse:
        raise ValueError("a pulse has a report of the institution, and no slides")
    if kind is ReportKind.UNIT:
        if unit is None:
            raise ValueError("a unit's report needs a unit")
        return build_unit_report(materials, unit, language, has_slides)
    if kind is ReportKind.SUMMARY:
        return build_summary(materials, language, has_slides)
    if kind is ReportKind.INSTITUTION:
        return build_institution_report(materials, language, has_slides)
    raise ValueError("the national report is built from comparisons, not from one release")


def draw_report(report: Report, file_format: str, drawer: Drawer = DRAWER) -> bytes:
    """The report in one of the formats that are drawn from a Report."""
    # Each writer brings a library that takes its time to load: only the worker that writes does.
    match file_format:
        case "pdf":
            from survey_app.reporting.writers.pdf import write_pdf as write  # noqa: PLC0415
        case "hwpx":
            from survey_app.reporting.writers.hwpx import write_hwpx as write  # noqa: PLC0415
        case _:
            from survey_app.reporting.writers.pptx import write_pptx as write  # noqa: PLC0415
    return write(report, drawer)


def write_whole(output: Path, content: bytes) -> None:
    """The file is there afterwards, whole; its folder is made where it is missing."""
    unfinished = output.with_name(output.name + ".part")
    output.parent.mkdir(parents=True, exist_ok=True)
    unfinished.write_bytes(content)
    unfinished.replace(output)
