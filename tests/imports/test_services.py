"""Surveys done elsewhere become waves with the numbers of their answers."""

import csv
import json

import numpy as np
import pytest
from sqlalchemy import func, select

from analysis.released.release import decode
from analysis.released.released_statistics import Agreement
from survey_app.diagnosis.models import Wave, WaveState
from survey_app.institutions.models import Institution, Unit
from survey_app.programmes.services import open_programme
from survey_app.releases.models import StoredRelease
from survey_app.trail.models import AuditEntry
from tests.imports.surveys import ITEMS, problems

HUNDREDTHS = 0.0051


REFERENCE = "data/multilevel/reference_values.csv"


LQ2002 = """\
own:
  key: lq2002
  version: "1"
  title: 리더십 조사
  areas:
    LEAD: {{items: [{lead}], points: [1, 2, 3, 4, 5], minimum_answered: 8}}
    TSIG: {{items: [{tsig}], points: [1, 2, 3, 4, 5]}}
    HOSTIL: {{items: [{hostil}], points: [0, 1, 2, 3, 4], reversed: [{hostil}]}}
units: {{column: COMPID, register: true}}
"""


def alpha(answers: np.ndarray) -> float:
    """Cronbach (1951) from the covariance matrix, by hand."""
    covariance = np.cov(answers, rowvar=False)
    items = answers.shape[1]
    return items / (items - 1) * (1 - np.trace(covariance) / covariance.sum())


def test_an_imported_survey_is_a_released_wave_with_the_numbers_of_its_answers(
    import_wave, table, write, people
):
    status, found = import_wave(write(table))

    assert status == 0
    release = decode(people.scalars(select(StoredRelease)).one().document)
    wave = people.scalars(select(Wave)).one()
    assert (wave.state, wave.is_imported, wave.reference) == (WaveState.RELEASED, True, "dala.2024")
    assert release.participation.respondents == found["respondents"] == 300
    turned = table[:, :7].copy()
    turned[:, 6] = 6 - turned[:, 6]
    for area, columns in (("CARE", slice(0, 4)), ("PACE", slice(4, 7))):
        # A release has the digits that its readers need: tenths of a point, hundredths of a coefficient.
        assert release.whole.scores[area].value == pytest.approx(
            25 * (turned[:, columns].mean() - 1), abs=0.051
        )
        assert release.reliability[area].alpha == pytest.approx(alpha(turned[:, columns]), abs=0.0051)
        assert found["release"]["areas"][area]["alpha"] == release.reliability[area].alpha


def test_units_are_registered_without_a_headcount_and_their_results_are_theirs(
    import_wave, table, write, people
):
    import_wave(write(table))

    units = people.scalars(select(Unit).order_by(Unit.position)).all()
    release = decode(people.scalars(select(StoredRelease)).one().document)
    assert [(unit.code, unit.headcount) for unit in units] == [(f"T{n}", 0) for n in range(6)]
    assert release.participation.invited is None
    care = table[table[:, 7] == 2][:, :4]
    assert release.group("unit:T2").scores["CARE"].value == pytest.approx(25 * (care.mean() - 1), abs=0.051)


def test_the_release_of_lq2002_agrees_with_r(shared, import_wave, people):
    data = shared / "data/multilevel/lq2002.csv"
    names = {
        stem: [f"{stem}{n:02}" for n in range(1, length + 1)]
        for stem, length in (("LEAD", 11), ("TSIG", 3), ("HOSTIL", 5))
    }
    mapping = LQ2002.format(**{stem.lower(): ", ".join(items) for stem, items in names.items()})

    status, found = import_wave(data.read_bytes(), mapping)

    release = decode(people.scalars(select(StoredRelease)).one().document)
    with (shared / REFERENCE).open() as file:
        expected = {
            (row["statistic"], row["target"]): float(row["value"])
            for row in csv.DictReader(file)
            if row["dataset"] == "lq2002"
        }
    assert status == 0
    assert (found["respondents"], len(found["units"])) == (2042, 49)
    for area, items in names.items():
        reliability = release.reliability[area]
        assert reliability.alpha == pytest.approx(expected["cronbach_alpha_raw", area], abs=HUNDREDTHS)
        for item in items:
            assert reliability.item_rest[item] == pytest.approx(
                expected["item_rest_correlation_r.drop", item], abs=HUNDREDTHS
            )
            assert reliability.alpha_if_deleted[item] == pytest.approx(
                expected["alpha_if_dropped_raw", item], abs=HUNDREDTHS
            )
    for area in ("LEAD", "TSIG"):
        omega = release.reliability[area].omega
        assert omega == pytest.approx(expected["omega_total_1factor_ML", area], abs=HUNDREDTHS)
        # Where one of a unit's items reads as a bound, its agreement would tell what it is, and is hidden.
        shown = {
            unit: found
            for unit in (2, 3, 4, 5, 6)
            if isinstance(found := release.agreement[area][f"unit:{unit}"], Agreement)
        }
        assert len(shown) >= 3
        for unit, agreed in shown.items():
            r = expected["rwg.j_group", f"{area}:{unit}"]
            assert agreed.rwg_uniform == pytest.approx(r, abs=HUNDREDTHS)
    between = release.between_units["LEAD"]
    assert between.units == 49
    assert between.icc1 == pytest.approx(expected["ICC1_lme_REML", "LEAD"], abs=HUNDREDTHS)


def test_a_preview_says_what_is_there_and_changes_nothing(import_wave, table, write, mapping, people, config):
    status, found = import_wave(write(table), mapping, "--preview")

    assert status == 0
    assert found["items"][0] == {
        "item": "CARE01",
        "column": "CARE01",
        "is_turned": False,
        "lowest": 1,
        "highest": 5,
        "answered": 300,
        "no_answer": 0,
        "not_applicable": 0,
    }
    assert found["background"] == {"gender": {"women": 150, "men": 150}}
    assert sum(unit["respondents"] for unit in found["units"]) == 300
    assert (found["comments"], found["unused_columns"]) == (30, ["NOTE"])
    assert people.scalar(select(func.count()).select_from(Institution)) == 0
    assert not config.own_questionnaires.exists()


def test_kinds_of_missing_are_kept_apart_and_empty_rows_left_out(import_wave, table, write, mapping):
    table[:4, 0], table[4:6, 1], table[9, :7] = 99, 98, 99

    _status, found = import_wave(write(table).replace("99", "", 1), mapping, "--preview")

    items = {item["item"]: item for item in found["items"]}
    assert (items["CARE01"]["no_answer"], items["CARE02"]["not_applicable"]) == (5, 2)
    assert (found["rows"], found["respondents"], found["rows_without_answers"]) == (300, 299, 1)


def test_a_minus_turns_a_column_that_was_reverse_coded_by_others(import_wave, table, write, mapping, people):
    import_wave(write(table))
    table[:, 6] = 6 - table[:, 6]
    turning = "items: {" + ", ".join(f"{item}: {item}" for item in ITEMS[:6]) + ", PACE03: -PACE03}\n"

    status, found = import_wave(write(table), mapping + turning, wave="2025")

    first, second = people.scalars(select(StoredRelease).order_by(StoredRelease.id))
    assert status == 0, found
    assert decode(first.document).whole.scores["PACE"].value == pytest.approx(
        decode(second.document).whole.scores["PACE"].value
    )


def test_a_version_that_exists_keeps_its_content(import_wave, table, write, mapping):
    import_wave(write(table), mapping)

    same, _found = import_wave(write(table), mapping, wave="2025")
    other, found = import_wave(write(table), mapping.replace("Pace", "Tempo"), wave="2026")

    assert (same, other) == (0, 1)
    assert problems(found) == [(None, "own", "version_exists")]


def test_a_wave_that_exists_is_not_imported_again(import_wave, table, write, mapping):
    import_wave(write(table), mapping)

    status, found = import_wave(write(table), mapping)

    assert status == 2
    assert "Choose another --wave" in found["said"]


def test_words_can_stand_for_points(import_wave, table, write, mapping):
    words = {1: "전혀", 2: "아니", 3: "보통", 4: "그렇", 5: "매우"}
    lines = write(table).splitlines()
    turned = [lines[0]]
    for line, row in zip(lines[1:], table, strict=True):
        cells = line.split(",")
        cells[1] = words[int(row[0])]
        turned.append(",".join(cells))
    labels = "values: {CARE: {전혀: 1, 아니: 2, 보통: 3, 그렇: 4, 매우: 5}}\n"

    status, found = import_wave("\n".join(turned), mapping + labels, "--preview")

    assert status == 0
    assert (found["items"][0]["lowest"], found["items"][0]["highest"]) == (1, 5)


def test_a_programme_that_asks_other_questions_is_not_joined(import_wave, table, write, mapping, people):
    open_programme(
        people, key="2024", name_ko="진단", name_en="Diagnosis", questionnaire=("public-culture", "2026.1")
    )
    people.commit()

    status, found = import_wave(write(table), mapping, "--programme", "2024")

    assert status == 2
    assert "another questionnaire" in found["said"]


def test_an_import_is_in_the_audit_trail(import_wave, table, write, mapping, people):
    import_wave(write(table), mapping)

    entry = people.scalars(select(AuditEntry).where(AuditEntry.action == "import_wave")).one()
    assert (entry.subject, json.loads(entry.details)) == (
        "wave:dala.2024",
        {"new_units": 6, "respondents": 300},
    )


def test_waves_are_listed(run, import_wave, table, write, mapping):
    import_wave(write(table), mapping, "--closes", "2024-05-31", "--opens", "2024-05-01")

    listed = json.loads(run("wave", "list", "--json").stdout)

    assert [(one["institution"], one["key"], one["state"], one["closes_on"]) for one in listed] == [
        ("dala", "2024", "released", "2024-05-31")
    ]
