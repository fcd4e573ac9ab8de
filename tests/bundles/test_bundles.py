"""A bundle carries a release to the ministry, and the benchmark back."""

import pytest
from sqlalchemy import select

from analysis.institutions.same_meaning import SameMeaning, SharedMeaning
from analysis.released.release import decode
from analysis.released.released_statistics import Standing
from analysis.released.released_values import Hidden, Reason
from survey_app.bundles import keys
from survey_app.bundles.benchmark_bundles import export_benchmark, import_benchmark
from survey_app.bundles.bundles import ReleaseStatement, unseal
from survey_app.bundles.keys import KeyIsKnown, KeyIsMalformed, public_key, trusted_keys, written
from survey_app.bundles.refusals import BundleIsRefused, BundleRefusal
from survey_app.comparison.services import compare
from survey_app.diagnosis.models import Wave
from survey_app.diagnosis.programme import Programme, get_programme
from survey_app.manifest import publication
from survey_app.releases import services as releases
from survey_app.releases.stored import ReleaseCheck, current_release, judge, stored_releases
from survey_app.trail.models import AuditEntry
from tests.bundles.carrying import exported, resealed, take_in, trust


def test_an_institution_whose_bundle_came_in_is_in_the_comparison(home, ministry):
    trust(ministry, home)

    take_in(ministry, exported(home))

    with home.work() as (people, _vault):
        made = current_release(people, home.find(people, "dara"))
    with ministry.work() as (people, _vault):
        programme = get_programme(people, "2026")
        ((wave, release),) = releases.released_in_programme(people, programme)
        (row,) = compare(people, programme, ministry.config).rows
        stored = stored_releases(people, wave)[0]
        assert judge(stored, ministry.config) is ReleaseCheck.SOUND
        trail = people.scalars(select(AuditEntry).where(AuditEntry.action == "import_bundle")).one()
    assert release == made
    assert row.is_released
    assert row.scores == made.whole.scores
    assert trail.actor == "analyst@mois.example"


def test_received_institutions_count_in_the_benchmark_by_what_they_released(install, ministry):
    for seed, code in enumerate(("dara", "mada", "bada"), start=1):
        site = install(code)
        site.programme()
        site.wave(code, seed=seed)
        if code != "dara":
            ministry.institution(code)
        trust(ministry, site, code)
        take_in(ministry, exported(site, code))

    with ministry.work() as (people, vault):
        programme = get_programme(people, "2026")
        counted = releases.make_benchmark(people, vault, programme, ministry.config)
        values = sorted(
            release.whole.scores["growth"].value
            for _wave, release in releases.released_in_programme(people, programme)
        )
        measures = releases.benchmarks.newest(people, programme.id).measures
    assert counted == 3
    assert measures["growth"].institutions == 3
    assert measures["growth"].median == pytest.approx(values[1])


def test_the_benchmark_goes_back_to_the_institution_and_into_its_release(home, comparing_ministry):
    with comparing_ministry.work() as (people, _vault):
        programme = get_programme(people, "2026")
        bundle = export_benchmark(people, comparing_ministry.config, programme)
    trust(home, comparing_ministry, code=None)

    with home.work() as (people, vault):
        import_benchmark(people, home.config, bundle, "system")
        wave = home.find(people, "dara")
        stored = releases.make_release(people, vault, wave, home.config, reason="benchmark")

    assert stored.number == 2
    assert decode(stored.document).benchmark_institutions == 3
    with home.work() as (people, _vault), pytest.raises(BundleIsRefused) as again:
        import_benchmark(people, home.config, bundle, "system")
    assert again.value.reason is BundleRefusal.RECEIVED_BEFORE


def test_an_area_that_is_not_ranked_has_no_standing_in_a_release_on_a_closed_network_either(
    home, comparing_ministry
):
    with comparing_ministry.work() as (people, _vault):
        programme = get_programme(people, "2026")
        made = releases.benchmarks.newest(people, programme.id)
        unlike = {**made.meanings, "growth": SameMeaning(SharedMeaning.SCALAR_FAILS, 3)}
        releases.benchmarks.store(people, programme, made.measures, unlike)
        bundle = export_benchmark(people, comparing_ministry.config, programme)
    trust(home, comparing_ministry, code=None)

    with home.work() as (people, vault):
        import_benchmark(people, home.config, bundle, "system")
        stored = releases.make_release(people, vault, home.find(people, "dara"), home.config)

    standings = decode(stored.document).standings
    assert standings["growth"] == Hidden(Reason.UNLIKE)
    assert isinstance(standings["culture"], Standing)


def test_a_programme_comes_to_a_new_installation_in_a_bundle(install, ministry):
    new = install("new")
    trust(new, ministry, code=None)
    with ministry.work() as (people, _vault):
        bundle = export_benchmark(people, ministry.config, get_programme(people, "2026"))

    with new.work() as (people, _vault):
        import_benchmark(people, new.config, bundle, "system")

    with new.work() as (people, _vault):
        found = people.scalars(select(Programme)).one()
        assert (found.key, found.name_ko, found.questionnaire_key) == (
            "2026",
            "2026년 진단",
            "public-culture",
        )


def test_a_correction_replaces_what_came_before(home, ministry):
    trust(ministry, home)
    take_in(ministry, exported(home))

    take_in(ministry, resealed(home, exported(home), number=2, reason="correction"))

    with ministry.work() as (people, _vault):
        wave = people.scalars(select(Wave)).one()
        assert [one.number for one in stored_releases(people, wave)] == [2, 1]


def test_a_bundle_holds_the_release_and_the_terms_and_nothing_else(home):
    bundle = exported(home)
    found = unseal(bundle, ReleaseStatement)

    with home.work() as (people, vault):
        wave = home.find(people, "dara")
        stored = stored_releases(people, wave)[0]
        signed = publication.read_signed(vault, wave.reference)
    assert (found.content, found.manifest) == (stored.document, signed.document)
    assert exported(home) == bundle


def test_a_key_is_entered_as_it_was_printed(home, ministry):
    trust(ministry, home)
    with ministry.work() as (people, _vault):
        (key,) = trusted_keys(people)
        assert written(key) == public_key(home.config)
        for wrong in ("", "abc", "ä" * 43, public_key(home.config) + "A"):
            with pytest.raises(KeyIsMalformed):
                keys.trust(people, wrong, None, "system")
        with pytest.raises(KeyIsKnown):
            keys.trust(people, public_key(home.config), None, "system")
