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
    if unlisted:
        lines.append(
            f"… 그 밖에 {unlisted:,}군데" if language == "ko" else f"… and {unlisted:,} others of these kinds"
        )
    lines.append(
        f"고칠 곳이 {found.total:,}군데 있습니다. 아무것도 바뀌지 않았습니다."
        if language == "ko"
        else f"{found.total:,} to be corrected. Nothing was changed."
    )
    return "\n".join(lines)


def preview(read: ReadImport, language: str, as_json: bool) -> str:
    """What the files hold, before anything is stored."""
    if as_json:
        return _json({"preview": True, **_facts(read), "faults": [], "total_faults": 0})
    tail = "아무것도 바뀌지 않았습니다(미리보기)." if language == "ko" else "Nothing was changed (preview)."
    return "\n".join([*_lines(read, language), tail])


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
    korean = language == "ko"
    lines = [*_lines(read, language), ""]
    lines.append(
        f"회차 {wave.reference}: 응답자 {read.answers.respondents:,}명, 종료된 조사로 등록했습니다."
        if korean
        else f"Wave {wave.reference}: {read.answers.respondents:,} respondents, recorded as a closed wave."
    )
    groups = len(release.groups)
    lines.append(
        f"공개 결과 {stored.number}: 집단 {groups}개 가운데 {shown}개 공개, SHA-256 {stored.content_hash}"
        if korean
        else f"Release {stored.number}: {shown} of {groups} groups shown, SHA-256 {stored.content_hash}"
    )
    lines += [_score_line(area, score, release, korean) for area, score in release.whole.scores.items()]
    return "\n".join(lines)


def _score_line(area: str, score: Score | Hidden, release: Release, korean: bool) -> str:
    if isinstance(score, Hidden):
        return f"  {area:24} {'공개하지 않음' if korean else 'not shown'}: {score.reason.value}"
    alpha = _alpha(release, area)
    reliability = "" if alpha is None else f"  α {alpha:.3f}"
    words = ("점수", "긍정") if korean else ("score", "favourable")
    return f"  {area:24} {words[0]} {score.value:5.1f}  {words[1]} {score.favourable:5.1f} %{reliability}"


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


def _lines(read: ReadImport, language: str) -> list[str]:
    korean = language == "ko"
    name = f"{read.questionnaire.key} {read.questionnaire.version}"
    new = (" (새 설문)" if korean else " (new)") if read.is_new_questionnaire else ""
    lines = [
        f"설문 {name}{new}" if korean else f"Questionnaire {name}{new}",
        *_place_lines(read, korean),
        f"{read.rows:,}행, 응답자 {read.answers.respondents:,}명, 응답이 없어 뺀 행 {read.left_out:,}"
        if korean
        else f"{read.rows:,} rows, {read.answers.respondents:,} respondents, "
        f"{read.left_out:,} rows without any answer left out",
        "문항 ← 열, 범위, 응답 · 무응답 · 해당 없음"
        if korean
        else "Items ← columns, range, answered · no answer · not applicable",
    ]
    for item in read.items:
        turned = (" (뒤집어 읽음)" if korean else " (turned)") if item.is_turned else ""
        lines.append(
            f"  {item.item} ← {item.column}{turned}  {item.lowest}..{item.highest}  "
            f"{item.answered:,} · {item.no_answer:,} · {item.not_applicable:,}"
        )
    if read.items_not_asked:
        lines.append(
            ("묻지 않은 문항: " if korean else "Items not asked: ") + ", ".join(read.items_not_asked)
        )
    with_somebody = [unit for unit in read.units if unit.respondents]
    new_units = sum(unit.is_new for unit in read.units)
    lines.append(
        f"부서 {len(with_somebody)}개(새로 등록 {new_units}개), 부서를 모르는 응답자 {read.without_unit:,}명"
        if korean
        else f"{len(with_somebody)} units ({new_units} new), {read.without_unit:,} respondents without a unit"
    )
    lines += [
        f"  {unit.code} {unit.name}: {unit.respondents:,}" for unit in with_somebody[:MOST_UNITS_LISTED]
    ]
    if len(with_somebody) > MOST_UNITS_LISTED:
        lines.append(f"  … {len(with_somebody) - MOST_UNITS_LISTED:,}")
    for question, classes in read.background.items():
        lines.append(f"{question}: " + ", ".join(f"{name} {count:,}" for name, count in classes))
    if read.comments:
        lines.append(f"의견 {len(read.comments):,}건" if korean else f"{len(read.comments):,} comments")
    if read.unused_columns:
        lines.append(("쓰지 않은 열: " if korean else "Columns not used: ") + ", ".join(read.unused_columns))
    return lines


def _place_lines(read: ReadImport, korean: bool) -> list[str]:
    """Where in the file the table stands, where that is not plain."""
    where = (f"‘{read.sheet}’ 시트의 " if korean else f"sheet {read.sheet!r}, ") if read.sheet else ""
    lines = [
        f"{where}{read.header_row}행을 제목으로 읽음"
        if korean
        else f"{where}header read from row {read.header_row}"
    ]
    if read.passed_over:
        names = ", ".join(read.passed_over)
        lines.append(f"읽지 않은 시트: {names}" if korean else f"Sheets not read: {names}")
    return lines


def _json(document: dict[str, Any]) -> str:
    return json.dumps(document, ensure_ascii=False)
