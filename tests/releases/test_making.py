"""A release is made once from what the vault holds, signed, and made again only when something changed."""

from datetime import date
from random import Random

import pytest
from sqlalchemy import select

from analysis.released.release import Release
from analysis.released.released_values import Against, Hidden, Reason
from analysis.releasing.comparisons import of_kind
from analysis.simulation.people_of_waves import simulate_institution
from analysis.simulation.simulation_parameters import Parameters
from questionnaires.languages import Spoken
from questionnaires.loader import published
from survey_app.diagnosis.models import Wave, WaveState
from survey_app.diagnosis.programme import Programme
from survey_app.ground import db, jobs
from survey_app.institutions.models import Institution, Unit
from survey_app.manifest import publication
from survey_app.protocol.ballot import Comment
from survey_app.releases import services
from survey_app.releases.comments import comments
from survey_app.releases.comments.comments import Decided, TooFewComments
from survey_app.releases.models import Decision
from survey_app.releases.past import PastAnswers, PastWave, WaveExists, record_past_wave
from survey_app.releases.stored import (
    ReleaseCheck,
    ReleaseWasChanged,
    current_release,
    judge,
    stored_releases,
)
from survey_app.vault.models import Opening, StoredComment

QUESTIONNAIRE = published("csps-core", "2024")
HEADCOUNTS = {"a": 60, "b": 50, "tiny": 6}


@pytest.fixture
def programme(people):
    made = Programme(
        key="2026",
        name_ko="사업",
        name_en="Programme",
        questionnaire_key=QUESTIONNAIRE.key,
        questionnaire_version=QUESTIONNAIRE.version,
    )
    people.add(made)
    people.flush()
    return made


def _institution(people, code: str) -> Institution:
    made = Institution(code=code, name_ko=code, name_en=code, kind="central", is_fictional=True)
    made.units = [
        Unit(code=unit, name_ko=unit, name_en=unit, headcount=people_count, position=position)
        for position, (unit, people_count) in enumerate(HEADCOUNTS.items())
    ]
    people.add(made)
    people.flush()
    return made


def _wave(people, vault, config, institution, programme, year=2026, seed=1, wishes=()):
    answers, _ = simulate_institution(
        QUESTIONNAIRE, list(HEADCOUNTS.values()), Parameters(response_rate=0.9), seed=seed
    )
    past = PastWave(str(year), Spoken(ko="회차", en="Wave"), date(year, 5, 1), date(year, 5, 20))
    words = [Comment("change", text) for text in wishes]
    return record_past_wave(
        people,
        vault,
        config,
        institution,
        past,
        PastAnswers(QUESTIONNAIRE, answers, words),
        programme=programme,
    )


@pytest.fixture
def wave(people, vault, config, programme):
    return _wave(people, vault, config, _institution(people, "gaon"), programme)


def test_a_wave_that_is_not_opened_is_not_released(people, vault, config, wave):
    vault.delete(vault.get_one(Opening, wave.reference))
    vault.flush()
    wave.state = WaveState.CLOSED
    with pytest.raises(services.WaveIsNotCounted):
        services.make_release(people, vault, wave, config)


def test_a_release_is_signed_and_reads_back(people, vault, config, wave):
    stored = services.make_release(people, vault, wave, config)
    assert judge(stored, config) is ReleaseCheck.SOUND
    release = current_release(people, wave)
    assert isinstance(release, Release)
    assert wave.is_released
    assert release.participation.respondents == release.whole.respondents.lower


def test_the_smallest_unit_has_no_group_of_its_own(people, vault, config, wave):
    services.make_release(people, vault, wave, config)
    release = current_release(people, wave)
    assert "unit:tiny" not in {group.key for group in release.groups if group.is_shown}
    assert release.certificate.smallest_derivable_group is None


def test_releasing_again_without_a_change_adds_nothing(people, vault, config, wave):
    first = services.make_release(people, vault, wave, config)
    assert services.make_release(people, vault, wave, config) is first
    assert len(stored_releases(people, wave)) == 1


def _lay_in_another_order(vault, wave, stored, *columns):
    """The same rows, their places in the table drawn by lot anew."""
    rows = vault.scalars(select(stored).where(stored.wave == wave.reference)).all()
    held = [tuple(getattr(row, column) for column in columns) for row in rows]
    Random(7).shuffle(held)
    for row, values in zip(rows, held, strict=True):
        for column, value in zip(columns, values, strict=True):
            setattr(row, column, value)
    vault.flush()


def test_the_order_in_which_the_vault_holds_comments_changes_no_bit(people, vault, config, commented):
    first = services.make_release(people, vault, commented, config)
    _lay_in_another_order(vault, commented, StoredComment, "question", "text")
    again = services.make_release(people, vault, commented, config)
    assert again.content_hash == first.content_hash


def test_a_changed_document_is_noticed(people, vault, config, wave):
    stored = services.make_release(people, vault, wave, config)
    stored.document = stored.document.replace(b"2026", b"2027")
    people.flush()
    with pytest.raises(ReleaseWasChanged):
        current_release(people, wave)
    assert judge(stored, config) is ReleaseCheck.CHANGED


def test_a_second_wave_of_the_same_key_is_refused(people, vault, config, wave, programme):
    with pytest.raises(WaveExists):
        _wave(people, vault, config, wave.institution, programme)


def test_a_later_wave_is_compared_with_the_one_before(people, vault, config, programme):
    institution = _institution(people, "narae")
    first = _wave(people, vault, config, institution, None, year=2025, seed=1)
    services.make_release(people, vault, first, config)
    second = _wave(people, vault, config, institution, programme, year=2026, seed=2)
    services.make_release(people, vault, second, config)
    release = current_release(people, second)
    assert release.previous_wave == "2025"
    assert of_kind(release.whole.scores["my_work"].differences, Against.PREVIOUS) is not None
    assert set(release.trend["my_work"]) == {"2025", "2026"}
    # Covers, page heads and trends say what people call the waves, not their keys.
    assert release.names["wave:2026"]["ko"] == second.title_ko
    assert release.names["wave:2025"]["en"] == first.title_en


def test_a_benchmark_needs_three_institutions_and_counts_each_once(people, vault, config, programme):
    waves = [
        _wave(people, vault, config, _institution(people, code), programme, seed=seed)
        for seed, code in enumerate(("one", "two", "three"))
    ]
    assert services.make_benchmark(people, vault, programme, config) == 3
    services.make_release(people, vault, waves[0], config)
    release = current_release(people, waves[0])
    assert release.benchmark_institutions == 3
    standing = release.standings["my_work"]
    assert standing.lowest <= standing.median <= standing.highest


def test_without_enough_institutions_there_is_no_benchmark(people, vault, config, wave, programme):
    services.make_benchmark(people, vault, programme, config)
    services.make_release(people, vault, wave, config)
    assert current_release(people, wave).standings == {}


def test_the_job_releases_a_wave_and_says_which_number(app, people, vault, wave):
    people.commit()
    vault.commit()
    with app.app_context():
        started = jobs.start(people, "make_release", f"wave:{wave.reference}", None, wave=wave.reference)
        people.commit()
    with db.work(app.extensions[db.EXTENSION].people) as fresh:
        done = fresh.get_one(jobs.Job, started.id)
        assert (done.state, done.outcome["number"]) == (jobs.State.DONE, 1)
        assert fresh.scalars(select(Wave).where(Wave.reference == wave.reference)).one().is_released


WISHES = [f"회의 시간을 줄이면 좋겠습니다 {number}" for number in range(12)]


@pytest.fixture
def commented(people, vault, config, programme):
    wishes = [*WISHES, "김민수 과장님께 010-1234-5678로 연락"]
    return _wave(people, vault, config, _institution(people, "dasom"), programme, wishes=wishes)


def test_a_comment_is_shown_to_its_reader_without_names_and_numbers(people, vault, commented):
    texts = [comment.text for comment in comments.pending_comments(people, vault, commented)]
    assert len(texts) == 13
    assert not any("김민수" in text or "1234" in text for text in texts)


def test_a_comment_is_in_the_release_only_after_a_person_released_it(people, vault, config, commented):
    services.make_release(people, vault, commented, config)
    assert current_release(people, commented).quotations == ()
    first, second, *_ = comments.pending_comments(people, vault, commented)
    decisions = [
        Decided(first.mark, Decision.RELEASED, first.text),
        Decided(second.mark, Decision.WITHHELD, second.text),
    ]
    assert comments.decide(people, vault, commented, decisions, "hr@dasom.example") == 2
    services.make_release(people, vault, commented, config)
    assert [quote.text for quote in current_release(people, commented).quotations] == [first.text]
    assert len(comments.pending_comments(people, vault, commented)) == 11


def test_what_is_said_often_becomes_a_theme(people, vault, config, commented):
    services.make_release(people, vault, commented, config)
    terms = {term for theme in current_release(people, commented).themes for term in theme.terms}
    assert {"회의", "시간"} <= terms
    assert "연락" not in terms


def test_fewer_than_ten_comments_are_read_by_nobody(people, vault, config, programme):
    few = _wave(people, vault, config, _institution(people, "maru"), programme, wishes=WISHES[:9])
    with pytest.raises(TooFewComments):
        comments.pending_comments(people, vault, few)


def test_a_wave_without_known_headcounts_gives_no_rate(people, vault, config, programme):
    institution = _institution(people, "solgil")
    for unit in institution.units:
        unit.headcount = 0
    wave = _wave(people, vault, config, institution, programme)
    services.make_release(people, vault, wave, config)
    assert current_release(people, wave).participation.rate == Hidden(Reason.NOT_ESTIMABLE)
    assert publication.read(vault, wave.reference).invited == 0
