"""The ceremony: shares, spoiled ballots, the trustees' own machine, recounting, deleting in time."""

from dataclasses import replace
from datetime import date, timedelta

import msgspec
import numpy as np
import pytest

from analysis.counted.document import decode as decode_counted
from analysis.counting.answers import Answers
from benchmarks.open_wave import close_wave, kept_share, open_wave
from survey_app.ground import db
from survey_app.manifest import publication
from survey_app.protocol import sealing
from survey_app.protocol.ballot import Ballot, Comment
from survey_app.protocol.client import seal_ballot
from survey_app.protocol.errors import ServerRefused, ShareIsOfAnotherWave, TooFewShares
from survey_app.protocol.messages import Deposit
from survey_app.trustees.sealing import size_of_ballots
from survey_app.vault import accepting, auditing, exporting, keeping, services
from survey_app.vault.counting.ballots import count_import
from survey_app.vault.errors import NothingWasOpened, OpenedFileDoesNotFit, WaveIsNotClosed
from survey_app.vault.models import Leaf, SealedBallot
from survey_app.vault.opening import open_held
from survey_app.vault.records import decode, layout_of
from tests.older_waves import Trustee, make_sealing
from tests.opened_elsewhere import opened_file

PASSPHRASES = ("첫째 위원의 긴 열쇠말 하나", "둘째 위원의 긴 열쇠말 둘둘", "셋째 위원의 긴 열쇠말 셋셋")


@pytest.fixture
def wave(config, databases):
    return open_wave(config, databases, [20, 20])


def send(respondent, wave, code, **given):
    terms = respondent.fetch_terms(wave.reference)
    ballot = Ballot(wave.questionnaire.content_hash, code.unit_code, {"CULT01": 5})
    deposit = seal_ballot(terms, respondent.credential_for(terms, code.code), replace(ballot, **given))
    return respondent.deposit(terms, deposit)


def open_it(config, databases, wave):
    share = kept_share(config, databases, wave)
    with db.work(databases.vault) as session:
        return services.open_ballots(
            session, wave.reference, services.opening_key([share]), wave.questionnaire
        )


def answers_in(config, databases, wave):
    """What an opening would count, as the machine that opens has it in memory."""
    with db.work(databases.vault) as session:
        exported = exporting.read_sealed_file(
            exporting.write_sealed_file(session, wave.reference, wave.questionnaire)
        )
    key = services.opening_key([kept_share(config, databases, wave)])
    opened = open_held(exported.held, key, wave.fingerprint, wave.manifest, wave.questionnaire)
    return decode(sorted(opened.records), layout_of(wave.questionnaire))


def test_nothing_is_opened_before_the_close(config, databases, wave, respondent):
    send(respondent, wave, wave.codes[0])

    with pytest.raises(WaveIsNotClosed):
        open_it(config, databases, wave)
    with db.work(databases.vault) as session, pytest.raises(NothingWasOpened):
        services.read_counted(session, wave.reference)


def test_a_ballot_that_fits_no_question_is_spoiled_and_counted_so(config, databases, wave, respondent):
    send(respondent, wave, wave.codes[0])
    send(respondent, wave, wave.codes[1], answers={"CULT01": 9})
    send(respondent, wave, wave.codes[2], answers={"NONE": 1})
    terms = respondent.fetch_terms(wave.reference)
    credential = respondent.credential_for(terms, wave.codes[3].code)
    noise = bytes(sealing.sealed_size(terms.padded_size))
    respondent.deposit(terms, Deposit(credential, noise))
    close_wave(config, databases, wave)

    count = open_it(config, databases, wave)

    assert (count.counted, count.spoiled) == (1, 3)


def test_a_unit_outside_the_pool_counts_as_not_stated(config, databases, respondent):
    wave = open_wave(config, databases, [40, 40])
    send(respondent, wave, wave.codes[0], unit="u2")
    close_wave(config, databases, wave)

    answers = answers_in(config, databases, wave)

    assert wave.codes[0].unit_code == "u1"
    assert answers.units.tolist() == [-1]


def test_a_replay_with_other_answers_and_a_late_one_are_refused(config, databases, wave, respondent):
    terms = respondent.fetch_terms(wave.reference)
    credential = respondent.credential_for(terms, wave.codes[0].code)
    ballots = [
        seal_ballot(terms, credential, Ballot(wave.questionnaire.content_hash, "u1", {"CULT01": point}))
        for point in (1, 2)
    ]
    receipt = respondent.deposit(terms, ballots[0])
    with pytest.raises(ServerRefused) as spent:
        respondent.deposit(terms, ballots[1])
    late = respondent.credential_for(terms, wave.codes[1].code)
    close_wave(config, databases, wave)
    with pytest.raises(ServerRefused) as closed:
        respondent.deposit(terms, replace(ballots[1], credential=late))

    assert spent.value.code == "spent"
    assert closed.value.code == "closed"
    assert respondent.deposit(terms, ballots[0]) == receipt
    open_it(config, databases, wave)
    assert respondent.deposit(terms, ballots[0]) == receipt


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (lambda deposit: replace(deposit, sealed=deposit.sealed + b"x"), "wrong_size"),
        (
            lambda deposit: replace(deposit, credential=replace(deposit.credential, signature=bytes(384))),
            "forged",
        ),
        (
            lambda deposit: replace(deposit, credential=replace(deposit.credential, pool="pool-9")),
            "key_not_in_manifest",
        ),
        (
            lambda deposit: replace(deposit, credential=replace(deposit.credential, prepared=bytes(80))),
            "other_wave",
        ),
    ],
)
def test_a_forged_or_misshapen_ballot_is_refused(databases, wave, respondent, change, code):
    terms = respondent.fetch_terms(wave.reference)
    credential = respondent.credential_for(terms, wave.codes[0].code)
    deposit = seal_ballot(terms, credential, Ballot(wave.questionnaire.content_hash, "u1", {}))

    with pytest.raises(ServerRefused) as refused:
        respondent.deposit(terms, change(deposit))

    assert refused.value.code == code
    with db.work(databases.vault) as session:
        assert services.sealed_ballots_held(session, wave.reference) == 0


@pytest.fixture
def entrusted(config, databases, wave):
    """A wave of another institution whose key three trustees hold, two of whom are needed."""
    size = size_of_ballots(wave.questionnaire, wave.manifest.units)
    trustees = [Trustee(f"trustee {number}", words) for number, words in enumerate(PASSPHRASES, 1)]
    terms, files = make_sealing("naru.2026", size, 2, trustees)
    return open_wave(config, databases, [20, 20], sealing=terms, institution="naru"), files


def test_two_of_three_trustees_open_with_one_share_lost(config, databases, entrusted, respondent):
    wave, files = entrusted
    send(respondent, wave, wave.codes[0])
    close_wave(config, databases, wave)
    shares = [
        services.read_share(wave.manifest, files[position].text, PASSPHRASES[position]) for position in (0, 2)
    ]

    with pytest.raises(TooFewShares):
        services.opening_key(shares[:1])
    with db.work(databases.vault) as session:
        count = services.open_ballots(
            session, wave.reference, services.opening_key(shares), wave.questionnaire
        )

    assert count.counted == 1


def test_a_share_of_another_key_is_refused(entrusted, wave):
    opened, _files = entrusted
    size = wave.manifest.sealing.padded_size
    _terms, others = make_sealing("naru.2026", size, 1, [Trustee("x", PASSPHRASES[0])])

    with pytest.raises(ShareIsOfAnotherWave):
        services.read_share(opened.manifest, others[0].text, PASSPHRASES[0])


def test_the_opening_can_be_held_on_the_trustees_own_machine(config, databases, entrusted, respondent):
    wave, files = entrusted
    comment = {wave.questionnaire.comments[0].id: "보고서를 줄입시다."}
    send(respondent, wave, wave.codes[0], comments=comment)
    close_wave(config, databases, wave)
    with db.work(databases.vault) as session:
        sealed = exporting.write_sealed_file(session, wave.reference, wave.questionnaire)
    elsewhere = exporting.read_sealed_file(sealed, pinned=wave.fingerprint)
    shares = [
        services.read_share(elsewhere.manifest, files[position].text, PASSPHRASES[position])
        for position in (1, 2)
    ]
    opened = opened_file(elsewhere, services.opening_key(shares))

    with db.work(databases.vault) as session:
        accepting.accept(session, wave.reference, [opened])
        comments = services.read_comments(session, wave.reference)
        held = session.query(SealedBallot).filter_by(wave=wave.reference).count()

    assert [one.text for one in comments] == ["보고서를 줄입시다."]
    assert held == 0


def test_a_file_of_other_ballots_or_a_changed_one_is_not_accepted(config, databases, wave, respondent):
    send(respondent, wave, wave.codes[0])
    close_wave(config, databases, wave)
    with db.work(databases.vault) as session:
        sealed = exporting.write_sealed_file(session, wave.reference, wave.questionnaire)
    exported = exporting.read_sealed_file(sealed)
    share = kept_share(config, databases, wave)
    opened = msgspec.json.decode(opened_file(exported, services.opening_key([share])))
    for change in (
        {"counted": opened["counted"] | {"respondents": 2}},
        {"root": "A" * 43},
        {"manifest": "0" * 64},
    ):
        with db.work(databases.vault) as session, pytest.raises(OpenedFileDoesNotFit):
            accepting.accept(session, wave.reference, [msgspec.json.encode(opened | change)])
    with db.work(databases.vault) as session:
        assert services.find_opening(session, wave.reference) is None


def test_a_recount_finds_a_stuffed_ballot(config, databases, wave, respondent):
    for code in wave.codes[:3]:
        send(respondent, wave, code)
    close_wave(config, databases, wave)
    open_it(config, databases, wave)
    with db.work(databases.vault) as session:
        honest = auditing.audit(session, wave.reference)
        template = session.query(Leaf).first()
        session.add(
            Leaf(
                wave=wave.reference,
                leaf=bytes(32),
                pool=template.pool,
                token=bytes(80),
                signature=template.signature,
                ballot_hash=bytes(32),
            )
        )
        session.flush()
        stuffed = auditing.audit(session, wave.reference)

    assert honest.is_in_order
    assert (honest.ballots, honest.credentials) == (3, 3)
    assert not stuffed.is_in_order
    assert stuffed.forged == 1


def test_answers_are_deleted_when_their_time_is_over(config, databases, wave, respondent):
    send(respondent, wave, wave.codes[0])
    close_wave(config, databases, wave)
    open_it(config, databases, wave)
    with db.work(databases.vault) as session:
        last = keeping.kept_until(publication.read(session, wave.reference))
        kept = keeping.delete_expired(session, last)
        gone = keeping.delete_expired(session, last + timedelta(days=1))
        left = services.find_counted(session, wave.reference)

    assert (kept, gone) == ((), (wave.reference,))
    assert left is None
    assert last.year == date.fromisoformat(wave.manifest.closes_on).year + 3


def test_the_same_answers_in_another_order_are_counted_to_the_same_bytes(wave):
    chance = np.random.default_rng(7)
    questionnaire = wave.questionnaire
    codes = chance.choice([1, 2, 3, 4, 5, 253, 254, 255], size=(50, len(questionnaire.items))).astype(
        np.uint8
    )
    sensitive = [at for at, item in enumerate(questionnaire.items) if item.scale.upper < 5]
    codes[:, sensitive] = 255
    units = chance.integers(-1, 2, 50).astype(np.int32)
    background = {
        question.id: chance.integers(0, len(question.classes), 50).astype(np.uint8)
        for question in questionnaire.background
    }
    answers = Answers(questionnaire.item_ids, codes, units, background)
    order = chance.permutation(50)
    mixed = Answers(
        answers.items, codes[order], units[order], {one: part[order] for one, part in background.items()}
    )
    terms = (wave.manifest, wave.fingerprint, questionnaire)

    first, second = (count_import(one, [Comment("c", "글")], *terms) for one in (answers, mixed))

    assert first == second
    assert first.digest == second.digest
    assert decode_counted(first.document).respondents == 50
