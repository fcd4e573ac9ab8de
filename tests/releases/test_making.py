"""A release is made once from what the vault holds, signed, and made again only when something changed."""

from random import Random

import pytest
from sqlalchemy import select

from analysis.released.release import Release
from analysis.released.released_values import Against, Hidden, Reason
from analysis.releasing.comparisons import of_kind
from survey_app.diagnosis.models import Wave, WaveState
from survey_app.ground import db, jobs
from survey_app.manifest import publication
from survey_app.releases import services
from survey_app.releases.past import WaveExists
from survey_app.releases.stored import (
    ReleaseCheck,
    ReleaseWasChanged,
    current_release,
    judge,
    stored_releases,
)
from survey_app.vault.models import Opening, StoredComment
from tests.releases.waves import add_institution_of_three, add_past_wave


@pytest.fixture
def wave(people, vault, config, programme):
    return add_past_wave(people, vault, config, add_institution_of_three(people, "gaon"), programme)


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
        add_past_wave(people, vault, config, wave.institution, programme)


def test_a_later_wave_is_compared_with_the_one_before(people, vault, config, programme):
    institution = add_institution_of_three(people, "narae")
    first = add_past_wave(people, vault, config, institution, None, year=2025, seed=1)
    services.make_release(people, vault, first, config)
    second = add_past_wave(people, vault, config, institution, programme, year=2026, seed=2)
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
        add_past_wave(people, vault, config, add_institution_of_three(people, code), programme, seed=seed)
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


def test_a_wave_without_known_headcounts_gives_no_rate(people, vault, config, programme):
    institution = add_institution_of_three(people, "solgil")
    for unit in institution.units:
        unit.headcount = 0
    wave = add_past_wave(people, vault, config, institution, programme)
    services.make_release(people, vault, wave, config)
    assert current_release(people, wave).participation.rate == Hidden(Reason.NOT_ESTIMABLE)
    assert publication.read(vault, wave.reference).invited == 0
