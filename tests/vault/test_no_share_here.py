"""Whoever records all that the server hears, says, stores and writes down has no share, passphrase or key."""

import io
from datetime import timedelta

import pytest
from sqlalchemy import select

from benchmarks.open_wave import close_wave, open_wave
from survey_app.diagnosis.letter import DEFAULTS
from survey_app.diagnosis.models import Wave
from survey_app.diagnosis.planning import (
    Basics,
    plan_wave,
    update_dates,
    update_letters,
    update_policy,
    update_units,
)
from survey_app.door.access import Role
from survey_app.ground import days, db
from survey_app.institutions.roster import Roster, RosterUnit
from survey_app.institutions.services import apply_roster, find_institution
from survey_app.invitations import inviting
from survey_app.invitations.inviting import LinkMaker, invite_by_code
from survey_app.invitations.models import Channel
from survey_app.manifest import opening_in_parts, publication
from survey_app.protocol.ballot import Ballot
from survey_app.protocol.client import seal_ballot
from survey_app.protocol.p256 import ORDER
from survey_app.protocol.partials import lagrange_at_zero
from survey_app.trustees.sealing import size_of_ballots
from tests.key_ceremonies import PASSPHRASE, make_key
from tests.older_waves import Trustee, make_sealing
from tests.traces import Tap, left_in, shares_that_open, times_found

pytestmark = pytest.mark.usefixtures("no_release")

REFERENCE = "gaon.2026"
TRUSTEES = "/i/gaon/waves/2026/trustees"
OLD_PASSPHRASES = ("첫째 위원의 긴 열쇠말 하나", "둘째 위원의 긴 열쇠말 둘둘", "셋째 위원의 긴 열쇠말 셋셋")


def _answer(respondent, wave):
    terms = respondent.fetch_terms(wave.reference)
    credential = respondent.credential_for(terms, wave.codes[0].code)
    ballot = Ballot(wave.questionnaire.content_hash, wave.codes[0].unit_code, {"CULT01": 2})
    respondent.deposit(terms, seal_ballot(terms, credential, ballot))


def _secrets(visitors, record) -> list[int | bytes]:
    """Everything a trustee keeps to themselves: seeds, shares, polynomials, values dealt, and the key of it
    all.
    """
    found: list[int | bytes] = []
    shares = {}
    for visitor in visitors:
        part = visitor.part()
        shares[part.index] = part.share(record)
        found += [part.seed, part._secret("signing"), part._secret("encryption"), *part._coefficients()]
        found += [part._value_at(index) for index in range(1, record.terms.trustees + 1)]
    weights = lagrange_at_zero(list(shares))
    key = sum(weight * share for weight, share in zip(weights, shares.values(), strict=True)) % ORDER
    return [*found, *shares.values(), key]


@pytest.fixture
def planned(signed_in_as, databases):
    """The HR lead of an institution in earnest whose wave is planned to the end."""
    browser, today = signed_in_as(Role.HR), days.today()
    with db.work(databases.people) as session:
        gaon = find_institution(session, "gaon")
        apply_roster(session, gaon, Roster((RosterUnit("A", "가실", "Office A", None, 40),)))
        basics = Basics("진단", "Diagnosis", "public-culture", "2026.1")
        wave = plan_wave(session, gaon, basics, key="2026", opens_on=today)
        update_units(wave, ["A"])
        update_dates(wave, today, today + timedelta(days=14), [], today)
        update_letters(wave, DEFAULTS["ko"], DEFAULTS["en"])
        update_policy(wave, smallest_group=10, asks_comments=True, results_are_public=False)
    return browser


def _codes(config, databases):
    """Codes for everybody of the open wave."""
    with db.work(databases.vault) as session:
        manifest, signed = publication.read(session, REFERENCE), publication.read_signed(session, REFERENCE)
    with db.work(databases.people) as session:
        wave = session.scalars(select(Wave)).one()
        invite_by_code(session, wave.id, manifest.units, Channel.SLIP, {"A": 40}, config.secret_key)
        link = LinkMaker(config.base_url, REFERENCE, signed.fingerprint)
        return inviting.codes(session, wave.id, Channel.SLIP, link, config.secret_key)


def test_of_a_key_made_in_parts_no_secret_is_anywhere_from_the_making_to_the_opening(
    app, config, databases, respondent, client, planned, caplog
):
    tap = Tap(app)
    planned.post(TRUSTEES, data={"threshold": "2", "holder-1": "하나", "holder-2": "둘", "holder-3": "셋"})
    visitors = make_key(planned.get(TRUSTEES).text, client)
    record = visitors[0].record()
    planned.post("/i/gaon/waves/2026/open", data={"confirm_word": "2026"})
    terms = respondent.fetch_terms(REFERENCE)
    credential = respondent.credential_for(terms, _codes(config, databases)[0].code)
    respondent.deposit(
        terms, seal_ballot(terms, credential, Ballot(terms.questionnaire_hash, "A", {"CULT01": 2}))
    )
    while_open = left_in(databases, config.data)
    planned.post("/i/gaon/waves/2026/close", data={"confirm_word": "2026"})
    for visitor in (visitors[0], visitors[2]):
        given = client.get(f"/waves/{REFERENCE}/opening.json").data
        asked, found = opening_in_parts.read(given, days.today())
        part = asked.part_of(visitor.part(), found)
        answer = client.post(f"/waves/{REFERENCE}/parts", json=part)
    assert answer.json == {"is_opened": True, "is_being_opened": False, "left": 0}

    traces = [*tap.heard, *while_open, *left_in(databases, config.data), caplog.text.encode()]
    secrets = _secrets(visitors, record)
    assert len(secrets) == 3 * (1 + 2 + 2 + 3) + 3 + 1
    assert times_found(secrets, traces) == 0
    assert PASSPHRASE.encode() not in b"\n".join(traces)
    # What is meant to be there is: the search finds what stands in the traces.
    for stands_there in (record.public_key, record.hellos[1].commitments[1], record.dealings[1, 2].sealed):
        assert times_found([stands_there], traces) > 0


def test_the_same_search_finds_shares_and_passphrases_where_they_come_together_on_the_server(
    app, config, databases, respondent, signed_in_as
):
    """The opening of a wave whose key an earlier version made: its trustees bring their shares to the
    server.
    """
    rehearsal = open_wave(config, databases, [20], institution="naru")
    size = size_of_ballots(rehearsal.questionnaire, rehearsal.manifest.units)
    trustees = [Trustee(f"위원 {number}", words) for number, words in enumerate(OLD_PASSPHRASES, 1)]
    terms, files = make_sealing("gaon.2026", size, 2, trustees)
    wave = open_wave(config, databases, [20, 20], sealing=terms)
    _answer(respondent, wave)
    close_wave(config, databases, wave)
    tap, hr = Tap(app), signed_in_as(Role.HR)
    form = {}
    for number, position in enumerate((0, 2), 1):
        form[f"share-{number}"] = (io.BytesIO(files[position].text.encode()), "share.json")
        form[f"passphrase-{number}"] = OLD_PASSPHRASES[position]
    assert hr.post("/i/gaon/waves/2026/ceremony", data=form).status_code == 302

    assert shares_that_open(tap.heard, OLD_PASSPHRASES) == {1, 3}
