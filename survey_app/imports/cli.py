"""`gyeol wave`: takes in a survey done elsewhere, drafts a mapping for one, and lists waves."""

import json
import re
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path
from typing import Any

import click
from sqlalchemy import inspect, select

import config as settings
from questionnaires.languages import FIRST, LANGUAGES, Spoken
from questionnaires.loader import available, published
from survey_app import schema
from survey_app.diagnosis.models import Wave
from survey_app.diagnosis.programme import ProgrammeIsUnknown, get_programme
from survey_app.ground import days, db
from survey_app.imports import parsing, report, services
from survey_app.imports.drafts import draft_mapping
from survey_app.imports.faults import ImportFaults, ImportIsFaulty
from survey_app.imports.table import Asked, read_table
from survey_app.institutions.models import Institution, InstitutionKind
from survey_app.institutions.services import add_institution, find_institution
from survey_app.releases import services as releases
from survey_app.releases.past import PastWave, WaveExists
from survey_app.releases.stored import current_release

_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
_DAY = click.DateTime(["%Y-%m-%d"])
_CODE = r"[a-z0-9][a-z0-9-]{1,39}"


@click.group()
def wave() -> None:
    """Waves: import a survey done elsewhere, draft its mapping, list what is here."""


@wave.command("import")
@click.argument("data", type=_FILE)
@click.option("--mapping", required=True, type=_FILE, help="YAML: which column is what. docs/importing.md.")
@click.option("--institution", "code", required=True, help="Code of the institution.")
@click.option("--wave", "key", required=True, help="Key of the new wave, such as 2024.")
@click.option("--title-ko", default="", help="Korean title; by default the questionnaire's.")
@click.option("--title-en", default="", help="English title.")
@click.option("--opens", type=_DAY, help="First day of the survey, YYYY-MM-DD; by default the last.")
@click.option("--closes", type=_DAY, help="Last day; by default the first, or today.")
@click.option("--programme", "programme_key", help="Programme whose institutions it is compared with.")
@click.option("--create-institution", "names", metavar="이름/Name", help="Add the institution, too.")
@click.option("--kind", type=click.Choice([kind.value for kind in InstitutionKind]), default="public_body")
@click.option("--sheet", default="", help="Sheet of a workbook; by default the one that has the columns.")
@click.option("--header-row", type=click.IntRange(1), default=None, help="Row of the columns' names.")
@click.option("--smallest-group", type=click.IntRange(5), default=10, show_default=True)
@click.option("--preview", is_flag=True, help="Say what is in the files and change nothing.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
@click.option("--language", type=click.Choice(LANGUAGES), default=FIRST, show_default=True)
def import_wave(
    *,
    data: Path,
    mapping: Path,
    code: str,
    key: str,
    title_ko: str,
    title_en: str,
    opens: datetime | None,
    closes: datetime | None,
    programme_key: str | None,
    names: str | None,
    kind: str,
    sheet: str,
    header_row: int | None,
    smallest_group: int,
    preview: bool,
    as_json: bool,
    language: str,
) -> None:
    """Take in the answers of a survey done elsewhere as a closed wave, and make its release.

    DATA is a table (.csv, .tsv, .xlsx, .xlsm, .ods): one row for each respondent, a column for each item,
    names in a row above; sheet and row are looked for. The mapping file says what the columns are:

    \b
        questionnaire: public-culture 2026.1
        items:
          Q1: CULT01
          Q7: -CUST02        # the file has this one turned round already
        missing: {no_answer: [99], not_applicable: [98]}
        units: {column: 부서코드, register: true}
        background:
          gender: {column: 성별, values: {여: women, 남: men}}
        comments: {keep: Q58}

    `gyeol wave mapping DATA` drafts one. Every fault is listed with file, sheet, row, column and remedy, and
    nothing is changed then. Exit status: 0 done, 1 the files are faulty, 2 the command can't be carried out.
    """
    config = settings.read()
    with db.connected(config) as databases:
        if not inspect(databases.people).has_table(Institution.__tablename__):
            schema.migrate(databases)
        if not re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9-]{0,39}", key):
            raise click.BadParameter("use up to 40 letters, digits and hyphens", param_hint="--wave")
        past = _past(key, title_ko, title_en, opens, closes, smallest_group)
        with db.work(databases.people) as people, db.work(databases.vault) as vault:
            institution = find_institution(people, code)
            if institution is None and not names:
                raise click.UsageError(
                    f"There is no institution {code}. Add it with --create-institution 이름/Name --kind …"
                )
            try:
                programme = get_programme(people, programme_key) if programme_key else None
                parsed = parsing.parse(
                    config.questionnaire_folders, (data.name, data), mapping, sheet, header_row or 0
                )
                read = services.read_import(config, parsed, institution, smallest_group)
            except ProgrammeIsUnknown as unknown:
                raise click.UsageError(f"There is no programme {unknown}.") from unknown
            except ImportIsFaulty as faulty:
                click.echo(report.faults(faulty, language, as_json), err=not as_json)
                raise click.exceptions.Exit(1) from None
            if preview:
                click.echo(report.preview(read, language, as_json))
                return
            if institution is None:
                institution = _add(people, code, names or "", kind)
            if not any(past.title.values()):
                past = _titled(past, read)
            try:
                made = services.take_in(
                    people, vault, config, institution, past, read, actor="system", programme=programme
                )
            except WaveExists:
                raise click.UsageError(f"{code} has a wave {key} already. Choose another --wave.") from None
            except services.ProgrammeAsksOtherQuestions:
                raise click.UsageError(f"The programme {programme_key} asks another questionnaire.") from None
        # Committed by itself: while the release is worked out, respondents of other waves go on.
        with db.work(databases.people) as people, db.look(databases.vault) as vault:
            made = people.merge(made)
            stored = releases.make_release(people, vault, made, config)
            release = current_release(people, made)
            click.echo(report.done(read, made, stored, release, language, as_json))


def _past(
    key: str, ko: str, en: str, opens: datetime | None, closes: datetime | None, smallest_group: int
) -> PastWave:
    last = (closes or opens or datetime.now(days.KOREA)).date()
    first: date = opens.date() if opens else last
    if first > last:
        raise click.BadParameter("the last day is before the first", param_hint="--closes")
    return PastWave(key, Spoken(ko=ko or en, en=en or ko), first, last, smallest_group)


def _titled(past: PastWave, read: services.ReadImport) -> PastWave:
    titles = {language: texts.title for language, texts in read.questionnaire.texts.items()}
    return replace(past, title=Spoken(titles))


def _add(people: Any, code: str, names: str, kind: str) -> Institution:
    if not re.fullmatch(_CODE, code):
        raise click.BadParameter("use 2 to 40 small letters, digits and hyphens", param_hint="--institution")
    korean, _slash, english = (part.strip() for part in names.partition("/"))
    return add_institution(
        people, code=code, name_ko=korean, name_en=english or korean, kind=InstitutionKind(kind)
    )


@wave.command("mapping")
@click.argument("data", type=_FILE)
@click.option("--questionnaire", help="KEY or KEY VERSION; without it the mapping describes a new one.")
@click.option("--sheet", default="", help="Sheet of a workbook; by default the one that looks like answers.")
@click.option("--header-row", type=click.IntRange(1), default=None, help="Row of the columns' names.")
@click.option("--output", type=click.Path(dir_okay=False, path_type=Path), help="Write it here.")
@click.option("--language", type=click.Choice(LANGUAGES), default=FIRST, show_default=True)
def mapping(
    data: Path,
    questionnaire: str | None,
    sheet: str,
    header_row: int | None,
    output: Path | None,
    language: str,
) -> None:
    """Draft a mapping file for DATA from its header and values, to be corrected by hand."""
    folders = settings.read().questionnaire_folders
    faults = ImportFaults()
    table = read_table(data.name, data.read_bytes(), faults, Asked((), sheet, header_row or 0))
    if table is None:
        click.echo(
            report.faults(ImportIsFaulty(tuple(faults.found), faults.total), language, False), err=True
        )
        raise click.exceptions.Exit(1)
    chosen = None
    if questionnaire:
        wanted = questionnaire.split()
        known = [pair for pair in available(folders) if list(pair[: len(wanted)]) == wanted]
        if not known:
            listed = ", ".join(" ".join(pair) for pair in available(folders))
            raise click.UsageError(f"There is no questionnaire {questionnaire}; there are {listed}.")
        chosen = published(*known[-1], folders)
    text = draft_mapping(table, chosen)
    if output:
        output.write_text(text, "utf-8")
    click.echo(str(output) if output else text)


@wave.command("list")
@click.option("--institution", "code", help="Only this institution's.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON array.")
def list_waves(code: str | None, as_json: bool) -> None:
    """List the waves of all institutions, oldest first."""
    with db.connected(settings.read()) as databases:
        with db.work(databases.people) as people:
            found = people.scalars(select(Wave).order_by(Wave.opens_on, Wave.reference)).all()
            rows = [
                {
                    "institution": one.institution.code,
                    "key": one.key,
                    "title": one.title_ko,
                    "state": str(one.state),
                    "opens_on": one.opens_on.isoformat(),
                    "closes_on": one.closes_on.isoformat(),
                    "programme": one.programme.key if one.programme else None,
                    "questionnaire": f"{one.questionnaire_key} {one.questionnaire_version}",
                    "is_imported": one.is_imported,
                }
                for one in found
                if code in (None, one.institution.code)
            ]
        if as_json:
            click.echo(json.dumps(rows, ensure_ascii=False))
            return
        for row in rows:
            click.echo(
                f"{row['institution']:12} {row['key']:10} {row['state']:9} {row['closes_on']}  {row['title']}"
            )
