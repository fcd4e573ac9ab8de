"""Commands for those who write questionnaires: check one, list them, fingerprint one."""

import unicodedata
from pathlib import Path

import click

from questionnaires.faults import QuestionnaireIsFaulty
from questionnaires.languages import FIRST, LANGUAGES
from questionnaires.loader import available, load
from questionnaires.model import Kind, Questionnaire
from questionnaires.render import pages
from questionnaires.sentences import sentences

_ALSO = click.option(
    "--also",
    "extra_directories",
    type=click.Path(file_okay=False, path_type=Path),
    multiple=True,
    envvar="GYEOL_QUESTIONNAIRES",
    help="A further folder of questionnaires, laid out as <key>/<version>/. May be repeated.",
)
_FOLDER = click.argument("path", type=click.Path(exists=True, file_okay=False, path_type=Path))
_LANGUAGE = click.option(
    "--language",
    type=click.Choice(LANGUAGES),
    default=FIRST,
    show_default=True,
    help="Language of the report.",
)


@click.group(name="questionnaire")
def questionnaire_commands() -> None:
    """Check, list and fingerprint questionnaires."""


@questionnaire_commands.command()
@_FOLDER
@_LANGUAGE
def check(path: Path, language: str) -> None:
    """Tell every fault of the questionnaire in the folder PATH, or sum up what it asks.

    PATH is a folder <key>/<version> with questionnaire.yaml, ko.yaml, en.yaml and SOURCE.md.
    """
    try:
        questionnaire = load(path)
    except QuestionnaireIsFaulty as error:
        for fault in error.faults:
            click.echo(fault.line_of_text(language), err=True)
        count = len(error.faults)
        click.echo(sentences(language).to_be_corrected.format(count=count), err=True)
        raise click.exceptions.Exit(1) from None
    click.echo(summary(questionnaire, language))


@questionnaire_commands.command(name="list")
@_ALSO
def list_questionnaires(extra_directories: tuple[Path, ...]) -> None:
    """List key and version of the questionnaires that can be used."""
    for key, version in available(extra_directories):
        click.echo(f"{key} {version}")


@questionnaire_commands.command(name="hash")
@_FOLDER
@_LANGUAGE
def hash_of_content(path: Path, language: str) -> None:
    """Print the line that records the content of PATH in the file PUBLISHED."""
    try:
        questionnaire = load(path)
    except QuestionnaireIsFaulty as error:
        raise click.ClickException(
            "\n".join(fault.line_of_text(language) for fault in error.faults)
        ) from None
    click.echo(record_line(questionnaire))


def record_line(questionnaire: Questionnaire) -> str:
    """Key, version and content hash, as the record of published versions has them."""
    return f"{questionnaire.key} {questionnaire.version} {questionnaire.content_hash}"


def summary(questionnaire: Questionnaire, language: str) -> str:
    """A table of the areas and a few counts, in the language."""
    said = sentences(language)
    texts = questionnaire.texts[language]
    experiences = sum(item.kind == Kind.EXPERIENCE for item in questionnaire.items)
    header = (said.table["area"], said.table["items"], said.table["minimum"])
    rows = [header] + [
        (f"{texts.areas[area.key]} ({area.key})", str(len(area.items)), str(area.minimum_answered))
        for area in questionnaire.areas
    ]
    widths = [max(_width(row[column]) for row in rows) for column in range(len(header))]
    lines = [f"{texts.title} · {questionnaire.key} {questionnaire.version}", questionnaire.content_hash, ""]
    for name, items, minimum in rows:
        lines.append(f"{_padded(name, widths[0])}  {items:>{widths[1]}}  {minimum}")
    counts = {
        "items": len(questionnaire.items),
        "experiences": experiences,
        "background": len(questionnaire.background),
        "comments": len(questionnaire.comments),
        "pages": len(pages(questionnaire)),
        "reversed": ", ".join(item.id for item in questionnaire.items if item.is_reversed) or "-",
        "languages": ", ".join(questionnaire.texts),
        "licence": questionnaire.licence,
    }
    return "\n".join([*lines, "", said.summary.format(**counts)])


def _width(text: str) -> int:
    """Columns that a text takes in a terminal, where a Hangul syllable takes two."""
    return sum(2 if unicodedata.east_asian_width(character) in "WF" else 1 for character in text)


def _padded(text: str, width: int) -> str:
    return text + " " * (width - _width(text))
