"""What the vault and its commands refuse: the wrong day, file, share, secret or size, each by name."""

from dataclasses import replace
from datetime import timedelta

import msgspec
import numpy as np
import pytest
from sqlalchemy import update

from benchmarks.open_wave import close_wave, kept_share
from questionnaires import content
from questionnaires.loader import published
from survey_app.door.access import Role
from survey_app.ground import db
from survey_app.manifest import documents, kept_shares, publication
from survey_app.manifest.documents import FORMAT, Closing
from survey_app.manifest.kept_shares import KeptShare
from survey_app.protocol.ballot import Ballot
from survey_app.protocol.client import seal_ballot
from survey_app.protocol.errors import ServerRefused
from survey_app.vault import accepting, deposits, exporting, keeping, services
from survey_app.vault.counting.ballots import OpenedBallots, count_opened
from survey_app.vault.errors import OpenedFileDoesNotFit, WaveIsNotOpenYet
from survey_app.vault.machines import read_machines
from survey_app.vault.records import RecordDoesNotFit, decode, encode, layout_of
from tests.opened_elsewhere import claiming, opened_file
from tests.vault.test_ceremony_page import ADDRESS, entrusted, shares
from tests.vault.test_cli import run

__all__ = ["entrusted", "run"]


def sealed_by(respondent, wave, code=0, **given):
    terms = respondent.fetch_terms(wave.reference)
    ballot = Ballot(wave.questionnaire.content_hash, "u1", {"CULT01": 5})
    credential = respondent.credential_for(terms, wave.codes[code].code)
    return terms, seal_ballot(terms, credential, replace(ballot, **given))


@pytest.fixture
def closed(config, databases, wave, respondent):
    """A wave with one ballot that takes no more; the platform keeps its key."""
    respondent.deposit(*sealed_by(respondent, wave))
    close_wave(config, databases, wave)
    return wave


@pytest.fixture
def exported(databases, closed):
    with db.work(databases.vault) as vault:
        return exporting.write_sealed_file(vault, closed.reference, closed.questionnaire)


def test_a_ballot_before_the_first_day_is_refused(databases, wave, respondent):
    terms, deposit = sealed_by(respondent, wave)
    with db.work(databases.vault) as vault, pytest.raises(WaveIsNotOpenYet):
        deposits.deposit(vault, terms, deposit.credential, deposit.sealed, "2000-01-01")


@pytest.mark.parametrize("given", [b"", b"[]", b"\xff", b"[" * 100_000])
def test_what_is_no_file_of_ballots_is_refused(databases, closed, given):
    with pytest.raises(OpenedFileDoesNotFit, match="no file of sealed"):
        exporting.read_sealed_file(given)
    with db.work(databases.vault) as vault, pytest.raises(OpenedFileDoesNotFit, match="no file of opened"):
        accepting.accept(vault, closed.reference, [given])


def test_a_sealed_file_of_another_format_or_with_another_questionnaire_is_refused(exported):
    document = msgspec.json.decode(exported)
    with pytest.raises(OpenedFileDoesNotFit, match="no file of sealed"):
        exporting.read_sealed_file(msgspec.json.encode(document | {"format": "gyeol sealed ballots v9"}))
    changed = msgspec.Raw(msgspec.json.encode(content.document(published("csps-core", "2024"))))
    with pytest.raises(OpenedFileDoesNotFit, match="questionnaire"):
        exporting.read_sealed_file(msgspec.json.encode(document | {"questionnaire": changed}))


def test_an_opened_file_that_leaves_out_a_ballot_is_refused_although_it_fits_together(
    config, databases, closed, exported
):
    share = kept_share(config, databases, closed)
    opened = opened_file(exporting.read_sealed_file(exported), services.opening_key([share]))
    terms = (closed.manifest, closed.fingerprint, closed.questionnaire)
    empty = count_opened(OpenedBallots((), ()), *terms)
    without = claiming(opened, empty)

    with db.work(databases.vault) as vault, pytest.raises(OpenedFileDoesNotFit, match="ballots are held"):
        accepting.accept(vault, closed.reference, [without])


def test_an_opened_file_that_was_changed_is_refused(config, databases, closed, exported):
    share = kept_share(config, databases, closed)
    opened = msgspec.json.decode(
        opened_file(exporting.read_sealed_file(exported), services.opening_key([share]))
    )

    changed = msgspec.json.encode(opened | {"comments": [["COM1", "x"]]})

    with db.work(databases.vault) as vault, pytest.raises(OpenedFileDoesNotFit, match="changed"):
        accepting.accept(vault, closed.reference, [changed])


def test_answers_that_are_gone_are_deleted_once(config, databases, closed):
    with db.work(databases.vault) as vault:
        key = services.opening_key([kept_share(config, databases, closed)])
        services.open_ballots(vault, closed.reference, key, closed.questionnaire)
        later = keeping.kept_until(publication.read(vault, closed.reference)) + timedelta(days=1)

        assert keeping.delete_expired(vault, later) == (closed.reference,)
        assert keeping.delete_expired(vault, later) == ()


def test_a_record_of_another_questionnaires_size_is_refused(wave):
    with pytest.raises(RecordDoesNotFit):
        decode([b"\x00\x00"], layout_of(wave.questionnaire))


def test_what_was_not_asked_elsewhere_is_stored_as_not_asked(wave):
    layout = layout_of(wave.questionnaire)
    answers = decode(encode(decode([], layout), layout), layout)
    few = replace(answers, items=answers.items[:3], codes=np.full((2, 3), 4, np.uint8))
    few = replace(few, units=np.zeros(2, np.int32), background={})

    again = decode(encode(few, layout), layout)

    assert again.column(layout.items[0]).tolist() == [4, 4]
    assert set(again.column(layout.items[3]).tolist()) == {255}


def test_comments_that_a_wave_does_not_ask_are_not_kept(config, databases, closed, exported):
    """A client of somebody's own may send them all the same."""
    found = exporting.read_sealed_file(exported)
    silent = replace(
        found,
        manifest=msgspec.structs.replace(
            found.manifest, policy=msgspec.structs.replace(found.manifest.policy, asks_comments=False)
        ),
    )
    opened = msgspec.json.decode(
        opened_file(silent, services.opening_key([kept_share(config, databases, closed)]))
    )

    assert opened["counted"]["respondents"] == 1
    assert opened["comments"] == []


def test_the_command_names_what_is_wrong_with_files_and_shares(config, databases, closed, run, tmp_path):
    sealed = tmp_path / "sealed.json"
    sealed.write_text("[]")

    answers = {
        "No wave": run("export", "--wave", "nobody.2026", "--output", tmp_path / "x"),
        "share files are needed": run("open-exported", sealed, "--name", "x", "--output", tmp_path / "y"),
        "no file of opened": run("accept", sealed, "--wave", closed.reference),
    }
    answers["share files are needed"] = _opened_without_shares(run, closed, tmp_path)

    for said, answer in answers.items():
        assert answer.exit_code == 1
        assert said in answer.output, answer.output


def _opened_without_shares(run, wave, folder):
    assert run("export", "--wave", wave.reference, "--output", folder / "held.json").exit_code == 0
    return run("open-exported", folder / "held.json", "--name", "x", "--output", folder / "y")


def test_the_command_says_whose_secret_or_backup_is_missing(config, databases, closed, run):
    with db.work(databases.people) as people:
        kept_shares.keep(people, replace(config, secret_key=bytes(32)), kept_share(config, databases, closed))
    other_secret = run("open", "--wave", closed.reference)
    with db.work(databases.people) as people:
        kept_shares.destroy(people, closed.reference)
    missing = run("open", "--wave", closed.reference)

    assert (other_secret.exit_code, missing.exit_code) == (1, 1)
    assert "GYEOL_SECRET_KEY" in other_secret.output
    assert "people database does not hold it" in missing.output


def test_the_page_says_that_the_kept_key_is_damaged(config, databases, closed, signed_in_as):
    with db.work(databases.people) as people:
        people.execute(update(KeptShare).values(locked="{}"))

    page = signed_in_as(Role.HR).post(f"{ADDRESS}?lang=en", data={})

    assert page.status_code == 422
    assert "is damaged" in page.text


def test_the_page_refuses_one_share_twice(config, databases, entrusted, signed_in_as):
    wave, files = entrusted
    close_wave(config, databases, wave)
    form = shares(files)
    twice = shares(files)
    form["share-2"], form["passphrase-2"] = twice["share-1"], twice["passphrase-1"]

    assert signed_in_as(Role.HR).post(ADDRESS, data=form).status_code == 422
    with db.work(databases.vault) as vault:
        assert services.find_opening(vault, wave.reference) is None


def test_a_survey_done_elsewhere_is_known_again_and_can_be_forgotten(databases, wave):
    counted = count_opened(OpenedBallots((), ()), wave.manifest, wave.fingerprint, wave.questionnaire)
    with db.work(databases.vault) as vault:
        assert not services.holds(vault, "gaon.2020", counted)
        services.store_import(vault, "gaon.2020", counted)
        assert services.holds(vault, "gaon.2020", counted)
        assert not services.holds(vault, "gaon.2020", replace(counted, comments=(("COM1", "x"),)))
        with pytest.raises(OpenedFileDoesNotFit):
            services.store_import(vault, "gaon.2020", counted)

        services.forget_import(vault, "gaon.2020")

        assert not services.holds(vault, "gaon.2020", counted)
        assert services.find_counted(vault, "gaon.2020") is None


def test_an_opened_file_is_taken_over_once_and_may_be_given_again(config, databases, closed, exported):
    share = kept_share(config, databases, closed)
    opened = opened_file(exporting.read_sealed_file(exported), services.opening_key([share]))
    with db.work(databases.vault) as vault:
        first = accepting.accept(vault, closed.reference, [opened])

        assert accepting.accept(vault, closed.reference, [opened]) is first
        assert len(read_machines(first.machines)) == 1
        with pytest.raises(OpenedFileDoesNotFit, match="no file of opened"):
            accepting.accept(vault, closed.reference, [b"anything"])


def test_a_wave_that_trustees_hold_is_not_opened_without_their_files(config, databases, entrusted, run):
    wave, _files = entrusted
    close_wave(config, databases, wave)

    refused = run("open", "--wave", wave.reference)

    assert refused.exit_code == 1
    assert "2 share files are needed" in refused.output


def test_from_the_close_on_no_ballot_is_taken_in_and_closing_again_changes_nothing(
    config, databases, wave, respondent
):
    terms, late = sealed_by(respondent, wave)
    key, closing = (
        documents.signing_key(config.signing_key),
        Closing(FORMAT, wave.reference, "2026-11-30", 40),
    )
    with db.work(databases.vault) as vault:
        services.seal(vault, closing, key)
        services.seal(vault, msgspec.structs.replace(closing, credentials=41), key)

        assert publication.read_closing(vault, wave.reference).credentials == 40
    with pytest.raises(ServerRefused, match="closed"):
        respondent.deposit(terms, late)
