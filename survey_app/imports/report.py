"""What an import says in the terminal: its faults, what it read, and what it made."""

import json
from dataclasses import asdict
from typing import Any

from analysis.released.release import Release
from analysis.released.released_values import Hidden, Score
from survey_app.diagnosis.models import Wave
from survey_app.imports.faults import ImportIsFaulty
from survey_app.imports.services import ReadImport
from survey_app.releases.models import StoredRelease
from survey_app.wording.catalogue import Voice

MOST_UNITS_LISTED = 60


def faults(found: ImportIsFaulty, language: str, as_json: bool) -> str:
    """Every fault on a line of its own, and how many there are."""
    if as_json:
        listed = [
            {
                "file": one.file,
                "sheet": one.sheet,
                "row": one.row,
                "column": one.column,
                "problem": one.problem.value,
                "value": one.value,
                "message": one.message(language),
                "remedy": one.remedy(language),
            }
            for one in found.faults
        ]
        return _json({"faults": listed, "total_faults": found.total})
    lines = [one.as_line(language) for one in found.faults]
    unlisted = found.total - len(found.faults)
    voice = Voice(language)
    if unlisted:
        lines.append(voice.say("… and %(number)s others of these kinds", number=f"{unlisted:,}"))
    lines.append(voice.say("%(number)s to be corrected. Nothing was changed.", number=f"{found.total:,}"))
    return "\n".join(lines)


def preview(read: ReadImport, language: str, as_json: bool) -> str:
    """What the files hold, before anything is stored."""
    if as_json:
        return _json({"preview": True, **_facts(read), "faults": [], "total_faults": 0})
    voice = Voice(language)
    return "\n".join([*_lines(read, voice), voice.say("Nothing was changed (preview).")])


def done(
    read: ReadImport, wave: Wave, stored: StoredRelease, release: Release, language: str, as_json: bool
) -> str:
    """What was read and recorded, and the release that was made."""
    scores = {
        area: {
            "score": None if isinstance(score, Hidden) else score.value,
            "favourable": None if isinstance(score, Hidden) else score.favourable,
            "alpha": _alpha(release, area),
        }
        for area, score in release.whole.scores.items()
    }
    shown = sum(group.is_shown for group in release.groups)
    if as_json:
        made = {"number": stored.number, "hash": stored.content_hash, "shown_groups": shown, "areas": scores}
        facts = {"institution": wave.institution.code, "wave": wave.key, "reference": wave.reference}
        return _json({**facts, **_facts(read), "release": made, "faults": [], "total_faults": 0})
    voice = Voice(language)
    lines = [
        *_lines(read, voice),
        "",
        voice.say(
            "Wave %(wave)s: %(people)s respondents, recorded as a closed wave.",
            wave=wave.reference,
            people=f"{read.answers.respondents:,}",
        ),
        voice.say(
            "Release %(number)s: %(shown)s of %(groups)s groups shown, SHA-256 %(hash)s",
            number=stored.number,
            shown=shown,
            groups=len(release.groups),
            hash=stored.content_hash,
        ),
        *(_score_line(area, score, release, voice) for area, score in release.whole.scores.items()),
    ]
    return "\n".join(lines)


def _score_line(area: str, score: Score | Hidden, release: Release, voice: Voice) -> str:
    if isinstance(score, Hidden):
        hidden = voice.say("not shown: %(reason)s", reason=score.reason.value)
        return f"  {area:24} {hidden}"
    alpha = _alpha(release, area)
    values = voice.say(
        "score %(score)s  favourable %(share)s %%",
        score=f"{score.value:5.1f}",
        share=f"{score.favourable:5.1f}",
    )
    return f"  {area:24} {values}" + ("" if alpha is None else f"  α {alpha:.3f}")


def _alpha(release: Release, area: str) -> float | None:
    found = release.reliability.get(area)
    return None if found is None or isinstance(found, Hidden) else found.alpha


def _facts(read: ReadImport) -> dict[str, Any]:
    return {
        "questionnaire": {
            "key": read.questionnaire.key,
            "version": read.questionnaire.version,
            "is_new": read.is_new_questionnaire,
        },
        "sheet": read.sheet,
        "header_row": read.header_row,
        "sheets_passed_over": list(read.passed_over),
        "rows": read.rows,
        "respondents": read.answers.respondents,
        "rows_without_answers": read.left_out,
        "items": [asdict(item) for item in read.items],
        "items_not_asked": list(read.items_not_asked),
        "units": [asdict(unit) for unit in read.units],
        "respondents_without_unit": read.without_unit,
        "background": {question: dict(classes) for question, classes in read.background.items()},
        "comments": len(read.comments),
        "unused_columns": list(read.unused_columns),
    }


def _lines(read: ReadImport, voice: Voice) -> list[str]:
    name = f"{read.questionnaire.key} {read.questionnaire.version}"
    lines = [
        voice.say("Questionnaire %(name)s (new)", name=name)
        if read.is_new_questionnaire
        else voice.say("Questionnaire %(name)s", name=name),
        *_place_lines(read, voice),
        voice.say(
            "%(rows)s rows, %(people)s respondents, %(left_out)s rows without any answer left out",
            rows=f"{read.rows:,}",
            people=f"{read.answers.respondents:,}",
            left_out=f"{read.left_out:,}",
        ),
        voice.say("Items ← columns, range, answered · no answer · not applicable"),
    ]
    for item in read.items:
        column = voice.say("%(column)s (turned)", column=item.column) if item.is_turned else item.column
        lines.append(
            f"  {item.item} ← {column}  {item.lowest}..{item.highest}  "
            f"{item.answered:,} · {item.no_answer:,} · {item.not_applicable:,}"
        )
    if read.items_not_asked:
        lines.append(voice.say("Items not asked: %(items)s", items=", ".join(read.items_not_asked)))
    with_somebody = [unit for unit in read.units if unit.respondents]
    lines.append(
        voice.say(
            "%(units)s units (%(new)s new), %(people)s respondents without a unit",
            units=len(with_somebody),
            new=sum(unit.is_new for unit in read.units),
            people=f"{read.without_unit:,}",
        )
    )
    lines += [
        f"  {unit.code} {unit.name}: {unit.respondents:,}" for unit in with_somebody[:MOST_UNITS_LISTED]
    ]
    if len(with_somebody) > MOST_UNITS_LISTED:
        lines.append(f"  … {len(with_somebody) - MOST_UNITS_LISTED:,}")
    for question, classes in read.background.items():
        lines.append(f"{question}: " + ", ".join(f"{name} {count:,}" for name, count in classes))
    if read.comments:
        lines.append(voice.say("%(number)s comments", number=f"{len(read.comments):,}"))
    if read.unused_columns:
        lines.append(voice.say("Columns not used: %(columns)s", columns=", ".join(read.unused_columns)))
    return lines


def _place_lines(read: ReadImport, voice: Voice) -> list[str]:
    """Where in the file the table stands, where that is not plain."""
    row, sheet = read.header_row, read.sheet
    lines = [
        voice.say("sheet '%(sheet)s', header read from row %(row)s", sheet=sheet, row=row)
        if sheet
        else voice.say("header read from row %(row)s", row=row)
    ]
    if read.passed_over:
        lines.append(voice.say("Sheets not read: %(sheets)s", sheets=", ".join(read.passed_over)))
    return lines


def _json(document: dict[str, Any]) -> str:
    return json.dumps(document, ensure_ascii=False)
