"""An area whose items do not mean the same in all institutions is not ranked, and the pages say why."""

import msgspec
import pytest

from analysis.institutions.same_meaning import SameMeaning, SharedMeaning
from analysis.institutions.standings import AreaStandings
from analysis.released.released_values import Hidden, Reason
from analysis.simulation.people_of_waves import simulate_institution
from analysis.simulation.simulation_parameters import Parameters
from questionnaires.loader import published
from survey_app.comparison.area_pages import area_page
from survey_app.comparison.pages import heat_map
from survey_app.comparison.services import compare
from survey_app.diagnosis.programme import get_programme
from survey_app.ground import db
from survey_app.releases import benchmarks
from survey_app.reporting.national.national_areas import area_chapter
from survey_app.wording.catalogue import Voice
from survey_app.wording.same_meaning import NOT_EXAMINED, SENTENCES, meaning_sentence
from tests.counting import counted_alone


@pytest.fixture
def people(compared):
    with compared.app_context(), db.Session(db.databases().people) as session:
        yield session
        session.rollback()


@pytest.fixture(scope="module")
def found():
    """The benchmark of three institutions, and what the examination found: the first of them answers the
    first item of leadership higher at the same opinion.
    """
    questionnaire = published("public-culture", "2026.1")
    item = next(area for area in questionnaire.areas if area.key == "leadership").items[0]
    given = []
    for number in range(3):
        shifts = {item: 1.2} if number == 0 else {}
        answers, _ = simulate_institution(
            questionnaire, [400], Parameters(item_shifts=shifts, unit_sd=0.0), seed=40 + number
        )
        given.append(benchmarks.contribution(questionnaire, counted_alone(questionnaire, answers), 10))
    return benchmarks.measure(questionnaire, given, 10), benchmarks.examine(questionnaire, given)


@pytest.fixture
def examined(people, compared, found):
    programme = get_programme(people, "2026")
    benchmarks.store(people, programme, *found)
    return lambda language: compare(people, programme, compared.config["GYEOL"], language)


def test_only_the_planted_area_loses_its_ranks(examined):
    comparison = examined("en")

    assert comparison.standings["leadership"] == Hidden(Reason.UNLIKE)
    ranked = {area for area, found in comparison.standings.items() if isinstance(found, AreaStandings)}
    assert ranked == set(comparison.areas) - {"leadership"}


@pytest.mark.parametrize(
    ("language", "words", "alike"),
    [
        ("en", "answer some items (", "In the 3 institutions that could be tested, no sign was found"),
        ("ko", "순위를 매기지 않습니다", "기관 3곳에서 이 영역의 문항이 다른 뜻으로 쓰인 흔적은 찾지"),
    ],
)
def test_the_page_and_the_national_report_say_why(compared, examined, language, words, alike):
    comparison = examined(language)
    with compared.test_request_context(f"/?lang={language}"):
        page = area_page(comparison, "leadership")
        other = area_page(comparison, "culture")
    chapter = area_chapter(comparison, "leadership", comparison.standings["leadership"])

    assert page.is_unlike
    assert page.rows == ()
    assert words in page.why_not
    assert alike in other.meaning
    assert len(other.rows) == 3
    assert words in str(chapter.blocks)
    assert heat_map(comparison) is not None


def test_the_page_of_the_analyst_shows_the_sentence_and_how_it_is_tested(compared, analyst, found):
    with compared.app_context(), db.work(db.databases().people) as session:
        programme = get_programme(session, "2026")
        stored = benchmarks.store(session, programme, *found).id
    try:
        text = analyst.get("/ministry/comparison/2026/areas/leadership").get_data(as_text=True)
    finally:
        with compared.app_context(), db.work(db.databases().people) as session:
            session.delete(session.get(benchmarks.StoredBenchmark, stored))

    assert "This area is not ranked." in text
    assert "Fewer than three institutions." not in text
    assert text.count("#method") == text.count('id="method"') == 1


def test_a_benchmark_from_before_is_read_and_says_that_nothing_was_tested(found):
    measures, _meanings = found

    read = benchmarks.read(msgspec.json.encode(measures))

    assert read == benchmarks.BenchmarkDocument(measures, {})
    assert meaning_sentence(read.meanings.get("culture"), "ko") == Voice("ko").say(NOT_EXAMINED)


def test_a_kept_benchmark_holds_verdicts_and_no_moments(people, examined):
    kept = msgspec.json.decode(_newest(people))

    assert kept.keys() == {"measures", "meanings"}
    leadership = kept["meanings"]["leadership"]
    assert leadership.keys() == {"meaning", "institutions", "items", "shift"}
    assert (leadership["meaning"], leadership["institutions"]) == ("scalar_fails", 3)


def _newest(people):
    stored = people.query(benchmarks.StoredBenchmark).order_by(benchmarks.StoredBenchmark.id.desc()).first()
    return stored.document


@pytest.mark.parametrize("language", ["ko", "en"])
@pytest.mark.parametrize("meaning", list(SharedMeaning))
def test_every_verdict_has_a_sentence_that_names_unranked_areas(language, meaning):
    said = meaning_sentence(SameMeaning(meaning, 7), language)

    is_unranked = ("not ranked" in said) or ("순위를 매기지 않습니다" in said)
    assert is_unranked is SameMeaning(meaning, 7).forbids_ranks
    assert "{" not in said
    assert set(SENTENCES) == set(SharedMeaning)
