"""`gyeol report`: build one report, or those of all units, without a browser."""

from pathlib import Path

import click

import config as settings
from questionnaires.languages import FIRST, LANGUAGES
from survey_app.diagnosis.programme import ProgrammeIsUnknown
from survey_app.diagnosis.waves import WaveIsUnknown
from survey_app.drawing.chromium import ChromiumIsMissing
from survey_app.ground import db
from survey_app.ground.typeface import TypefaceIsMissing
from survey_app.releases.stored import NothingReleased
from survey_app.reporting.making.batch import make_batch, pack
from survey_app.reporting.making.making import DRAWN_FORMATS, FORMATS, draw_report, make_report, write_whole
from survey_app.reporting.making.orders import Order, unit_orders
from survey_app.reporting.making.report import ReportKind
from survey_app.reporting.making.unit import UnitIsNotShown
from survey_app.reporting.national.programmes import open_national
from survey_app.reporting.subject import UNITS, Subject, open_subject

_INSTITUTION = click.option("--institution", required=True, help="Code of the institution.")
_WAVE = click.option("--wave", required=True, help="Key of the wave.")
_LANGUAGE = click.option("--language", type=click.Choice(LANGUAGES), default=FIRST, show_default=True)
_FORMAT = click.option(
    "--format", "file_format", type=click.Choice(FORMATS), default="pdf", show_default=True
)
_OUTPUT = click.option(
    "--output",
    type=click.Path(dir_okay=False, path_type=Path),
    default=None,
    help="Default: a file here that is named after what it holds.",
)
_KINDS = tuple(kind.value for kind in ReportKind)


@click.group()
def report() -> None:
    """Reports as PDF, XLSX, HWPX, PPTX."""


@report.command()
@click.option("--institution", default=None, help="Code of the institution.")
@click.option("--wave", default=None, help="Key of the wave.")
@click.option(
    "--kind",
    type=click.Choice(_KINDS),
    default=None,
    help="Default: institution, unit with --unit, national with --programme.",
)
@click.option("--unit", default=None, help="Code of the unit, for a unit's report.")
@click.option("--programme", default=None, help="Key of the programme, for the national report.")
@_LANGUAGE
@_FORMAT
@_OUTPUT
def build(
    *,
    institution: str | None,
    wave: str | None,
    kind: str | None,
    unit: str | None,
    programme: str | None,
    language: str,
    file_format: str,
    output: Path | None,
) -> None:
    """Build one report of a wave's newest release, or the national report of a programme."""
    if kind == ReportKind.NATIONAL or (kind is None and programme is not None):
        if programme is None:
            raise click.UsageError("The national report needs --programme KEY.")
        _build_national(programme, language, file_format, output)
        return
    if institution is None or wave is None:
        raise click.UsageError("A report needs --institution CODE and --wave KEY.")
    subject = _subject(institution, wave, language)
    kind = kind or (ReportKind.UNIT if unit else ReportKind.INSTITUTION)
    if kind == ReportKind.UNIT and unit is None:
        raise click.UsageError("A unit's report needs --unit CODE.")
    key = None if unit is None else f"unit:{unit}"
    output = output or _named(institution, wave, unit or kind, language, suffix=file_format)
    try:
        make_report(subject.materials, Order(output.name, kind, key, file_format, language), output)
    except (UnitIsNotShown, ChromiumIsMissing, TypefaceIsMissing) as reason:
        raise click.ClickException(str(reason)) from reason
    click.echo(f"{output} ({output.stat().st_size // 1024} KB)")


@report.command()
@_INSTITUTION
@_WAVE
@_LANGUAGE
@_FORMAT
@click.option("--processes", type=click.IntRange(1, 64), default=1, show_default=True)
@_OUTPUT
def units(
    institution: str, wave: str, language: str, file_format: str, processes: int, output: Path | None
) -> None:
    """Build the reports of all units that may be shown into one .zip; run again, it goes on where it was."""
    subject = _subject(institution, wave, language)
    orders, not_shown = unit_orders(subject.materials, file_format, language)
    folder = subject.folder / f"{UNITS}-{file_format}-{language}"
    try:
        with click.progressbar(length=len(orders), label="Reports") as bar:
            failed = make_batch(
                subject.materials,
                orders,
                folder,
                lambda done, _all, _name: bar.update(done - bar.pos),
                processes,
            )
    except (ChromiumIsMissing, TypefaceIsMissing) as reason:
        raise click.ClickException(str(reason)) from reason
    output = output or _named(institution, wave, UNITS, language, suffix="zip")
    pack(folder, orders, (*not_shown, *failed), output, language)
    for one in (*not_shown, *failed):
        click.echo(f"not made: {one.name}: {one.reason}")
    click.echo(f"{output} ({output.stat().st_size // 1024} KB)")


@report.command()
@click.option("--programme", required=True, help="Key of the programme.")
@_LANGUAGE
@click.option("--format", "file_format", type=click.Choice(DRAWN_FORMATS), default="pdf", show_default=True)
@_OUTPUT
def national(programme: str, language: str, file_format: str, output: Path | None) -> None:
    """Build the report over all institutions of a programme."""
    _build_national(programme, language, file_format, output)


def _build_national(programme: str, language: str, file_format: str, output: Path | None) -> None:
    if file_format not in DRAWN_FORMATS:
        raise click.UsageError(f"The national report is made as {' or '.join(DRAWN_FORMATS)}.")
    config = settings.read()
    try:
        with db.connected(config) as databases, db.work(databases.people) as people:
            found = open_national(people, programme, config, language)
    except ProgrammeIsUnknown:
        raise click.UsageError(f"There is no programme {programme}.") from None
    try:
        output = output or _named(programme, ReportKind.NATIONAL, language, suffix=file_format)
        write_whole(output, draw_report(found, file_format))
    except (ChromiumIsMissing, TypefaceIsMissing) as reason:
        raise click.ClickException(str(reason)) from reason
    click.echo(f"{output} ({output.stat().st_size // 1024} KB)")


def _subject(institution: str, wave: str, language: str) -> Subject:
    config = settings.read()
    try:
        with db.connected(config) as databases, db.work(databases.people) as people:
            return open_subject(people, institution, wave, config, language)
    except WaveIsUnknown:
        raise click.UsageError(f"{institution} has no wave {wave}.") from None
    except NothingReleased:
        raise click.ClickException(
            f"{institution} {wave} has no release yet: `gyeol release make --institution "
            f"{institution} --wave {wave}`."
        ) from None


def _named(*parts: str, suffix: str) -> Path:
    """A file in the current folder, named after what it holds."""
    return Path(f"{'-'.join(parts)}.{suffix}")
