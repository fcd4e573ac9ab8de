"""Who knows unit and background of everybody learns nobody's answers from all that is stored (A1)."""

from datetime import date

import msgspec
import numpy as np
import pytest
from sqlalchemy import column as named
from sqlalchemy import insert, select, table, text

from analysis.counted.document import CountedItem
from analysis.counting.answers import LARGEST_POINT
from analysis.released.released_values import Hidden
from benchmarks import counting
from benchmarks.attack.staff_list import (
    StaffList,
    answers_that_follow,
    everything_stored,
    named_by_records,
)
from questionnaires.languages import Spoken
from questionnaires.loader import published
from survey_app.demonstration.cast import INSTITUTIONS
from survey_app.demonstration.load import add_cast
from survey_app.demonstration.opinions import answers_of
from survey_app.diagnosis.models import Wave
from survey_app.ground import db
from survey_app.manifest import publication
from survey_app.releases import services
from survey_app.releases.forgetting import forget_records
from survey_app.releases.past import PastAnswers, PastWave, record_past_wave
from survey_app.releases.stored import current_release
from survey_app.vault.counting.masking import cube_of
from survey_app.vault.records import encode, layout_of
from survey_app.vault.services import read_counted
from survey_app.vault.shuffling import random_id

QUESTIONNAIRE = published("public-culture", "2026.1")
CAST = next(one for one in INSTITUTIONS if one.code == "maru")
WAVE = "maru.2026"
AS_ONCE_MADE = """CREATE TABLE responses
    (wave VARCHAR(120), id BLOB, record BLOB, PRIMARY KEY (wave, id)) WITHOUT ROWID"""
RESPONSES_OF_OLD = table("responses", named("wave"), named("id"), named("record"))


@pytest.fixture(scope="module")
def answers():
    return answers_of(CAST, 2026, QUESTIONNAIRE)


@pytest.fixture
def released(people, vault, config, answers):
    """A wave of the demonstration, counted and released."""
    institution = add_cast(people, CAST)
    past = PastWave("2026", Spoken(ko="회차", en="Wave"), date(2026, 5, 1), date(2026, 5, 20))
    wave = record_past_wave(people, vault, config, institution, past, PastAnswers(QUESTIONNAIRE, answers))
    services.make_release(people, vault, wave, config)
    return current_release(people, wave)


@pytest.fixture
def members(vault, released, answers):
    """Who is in each group of the wave: known to everybody."""
    made = cube_of(publication.read(vault, WAVE), QUESTIONNAIRE, answers)
    return {cell.key: made.respondents(cell).nonzero()[0] for cell in made.cells}


def _stored(config):
    return everything_stored(config.data / "people.sqlite", config.data / "vault.sqlite")


def test_a_staff_list_names_most_in_what_an_earlier_version_kept_and_nobody_once_it_is_counted(
    people, vault, config, databases, released, answers
):
    people.commit()
    vault.commit()
    records = encode(answers, layout_of(QUESTIONNAIRE))
    with db.work(databases.vault) as session:
        session.execute(text(AS_ONCE_MADE))
        session.execute(
            insert(RESPONSES_OF_OLD), [{"wave": WAVE, "id": random_id(), "record": one} for one in records]
        )
    staff = StaffList.of(answers)

    before = named_by_records(staff, QUESTIONNAIRE, _stored(config))
    said: list[str] = []
    forget_records(databases, config, said.append)
    after = named_by_records(staff, QUESTIONNAIRE, _stored(config))

    print(f"\nof {len(records)}: {len(before)} named before, {len(after)} after")
    assert len(before) > 0.8 * len(records)
    assert all(record == records[person] for person, record in before.items())
    assert after == {}
    assert str(len(records)) in said[0]
    with db.work(databases.vault) as session:
        assert read_counted(session, WAVE).respondents == len(records)
    # What was released before is what would be released again.
    with db.work(databases.people) as session, db.look(databases.vault) as kept:
        wave = session.scalars(select(Wave).where(Wave.reference == WAVE)).one()
        assert services.make_release(session, kept, wave, config).number == 1


def test_nobodys_answer_follows_from_what_is_kept(people, vault, released, answers, members):
    counted = read_counted(vault, WAVE)
    items = [item.id for item in QUESTIONNAIRE.items][::12]

    found = answers_that_follow(counted, answers, members, QUESTIONNAIRE, items)

    assert found == []


def test_what_is_kept_speaks_of_no_group_and_no_measure_that_the_release_hides(vault, released):
    counted = read_counted(vault, WAVE)
    for kept, shown in zip(counted.groups, released.groups, strict=True):
        assert kept.key == shown.key
        assert isinstance(kept.respondents, Hidden) is not shown.is_shown
        for measure, one in (*kept.areas.items(), *kept.items.items()):
            assert isinstance(one, Hidden) is isinstance({**shown.scores, **shown.items}[measure], Hidden)
        for item, one in kept.items.items():
            if isinstance(one, Hidden):
                continue
            assert isinstance(one.favourable, Hidden) is shown.items[item].is_bounded
            assert bool(one.points) is bool(shown.items[item].points)
            assert isinstance(one.neutral, Hidden) is isinstance(shown.items[item].neutral, Hidden)


def test_answers_follow_where_the_numbers_of_every_unit_are_kept(vault, released, answers):
    counted = read_counted(vault, WAVE)
    item = QUESTIONNAIRE.items[0]
    column = answers.column(item.id)
    units = {f"unit {unit}": (answers.units == unit).nonzero()[0] for unit in set(answers.units.tolist())}
    every = [
        msgspec.structs.replace(
            counted.whole,
            key=key,
            items={item.id: _exact(item, column[there])},
        )
        for key, there in units.items()
    ]

    found = answers_that_follow(
        msgspec.structs.replace(counted, groups=tuple(every)), answers, units, QUESTIONNAIRE, [item.id]
    )

    assert found
    for _, there in found:
        assert len({bool(answer) for answer in np.isin(column[there], item.favourable)}) == 1


def _exact(item, column):
    answered = column[column <= LARGEST_POINT]
    return CountedItem(answered.size, int(np.isin(answered, item.favourable).sum()))


@pytest.mark.nightly
def test_of_three_thousand_whose_background_hangs_together_most_were_named_and_nobody_is():
    found = counting.measure(3000, 60, with_audit=True)

    print(f"\n{found}")
    assert found["named_by_records"] > 0.7 * found["people"]
    assert found["named_now"] == 0
    assert found["opening_seconds"] + found["counting_seconds"] < 30
