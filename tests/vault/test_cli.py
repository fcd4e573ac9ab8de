"""The ceremony from the command line, here and on a machine that has no settings at all."""

import base64
import stat

import pytest
from click.testing import CliRunner
from sqlalchemy import select

from benchmarks.open_wave import close_wave, open_wave
from survey_app.ground import db, jobs
from survey_app.protocol.ballot import Ballot
from survey_app.protocol.client import seal_ballot
from survey_app.trustees.sealing import size_of_ballots
from survey_app.vault.cli import vault as command
from tests.older_waves import Trustee, make_sealing

PASSPHRASES = ("첫째 위원의 긴 열쇠말 하나", "둘째 위원의 긴 열쇠말 둘둘", "셋째 위원의 긴 열쇠말 셋셋")


@pytest.fixture
def run(config):
    """Runs `gyeol vault …` with the settings of the fresh installation."""
    environment = {
        "GYEOL_DATA": str(config.data),
        "GYEOL_SECRET_KEY": base64.urlsafe_b64encode(config.secret_key).decode(),
        "GYEOL_SIGNING_KEY": base64.urlsafe_b64encode(config.signing_key).decode(),
    }

    def call(*arguments, typed="", settings=True):
        environ = environment if settings else dict.fromkeys(environment)
        return CliRunner().invoke(command, list(map(str, arguments)), input=typed, env=environ)

    return call


def _queued_releases(databases):
    with db.work(databases.people) as people:
        return [
            one.subject for one in people.scalars(select(jobs.Job).where(jobs.Job.name == "make_release"))
        ]


def answer(respondent, wave):
    terms = respondent.fetch_terms(wave.reference)
    credential = respondent.credential_for(terms, wave.codes[0].code)
    respondent.deposit(
        terms, seal_ballot(terms, credential, Ballot(wave.questionnaire.content_hash, "u1", {"CULT01": 1}))
    )


def test_a_kept_key_opens_and_a_recount_agrees(config, databases, respondent, run):
    wave = open_wave(config, databases, [20, 20])
    answer(respondent, wave)
    early = run("open", "--wave", wave.reference)
    close_wave(config, databases, wave)

    opened, again = (run("open", "--wave", wave.reference) for _ in range(2))
    audit = run("audit", "--wave", wave.reference)

    assert early.exit_code == 1
    assert opened.output.startswith("counted 1, spoiled 0")
    assert _queued_releases(databases) == [f"wave:{wave.reference}"]
    assert again.output == opened.output
    assert (audit.exit_code, "forged 0" in audit.output) == (0, True)
    assert run("expire").output == "Nothing is due.\n"
    assert run("audit", "--wave", "nobody.2026").exit_code == 1


def sealed_nowhere(folder):
    """A file that is there, and that nobody gets as far as reading."""
    (folder / "nothing.json").write_text("[]")
    return folder / "nothing.json"


def test_trustees_open_an_exported_file_on_their_own_machine(config, databases, respondent, run, tmp_path):
    rehearsal = open_wave(config, databases, [20], institution="naru")
    size = size_of_ballots(rehearsal.questionnaire, rehearsal.manifest.units)
    trustees = [Trustee(f"위원 {number}", words) for number, words in enumerate(PASSPHRASES, 1)]
    terms, files = make_sealing("gaon.2026", size, 2, trustees)
    wave = open_wave(config, databases, [20, 20], sealing=terms)
    answer(respondent, wave)
    close_wave(config, databases, wave)
    shares = []
    for number in (0, 1):
        shares.append(tmp_path / f"share-{number}.json")
        shares[number].write_text(files[number].text, "utf-8")
    sealed, result = tmp_path / "sealed.json", tmp_path / "opened.json"
    key = tmp_path / "settings" / "machine.key"
    given = ("--share", shares[0], "--share", shares[1], "--machine-key", key, "--output", result)
    typed = f"{PASSPHRASES[0]}\n{PASSPHRASES[1]}\n"

    unnamed = run("open-exported", sealed_nowhere(tmp_path), *given, "--name", " ", settings=False)
    exported = run("export", "--wave", wave.reference, "--output", sealed)
    pinned = ("--fingerprint", "0000-0000-0000-0000-0000-0000-0000-0000")
    named = ("--name", "직원 대표")
    swapped = run("open-exported", sealed, *pinned, *given, *named, typed=typed, settings=False)
    opened = run("open-exported", sealed, *given, *named, typed=typed, settings=False)
    first = key.read_text()
    again = run("open-exported", sealed, *given, *named, typed=typed, settings=False)
    accepted = run("accept", result, "--wave", wave.reference)

    assert exported.exit_code == 0, exported.output
    assert swapped.exit_code == 1
    assert opened.exit_code == 0, opened.output
    letters = next(line for line in opened.output.splitlines() if line.startswith("check letters"))
    assert letters in again.output
    assert letters in accepted.output
    assert "opened by 직원 대표" in accepted.output
    assert unnamed.exit_code == 2
    assert key.read_text() == first
    assert stat.S_IMODE(key.stat().st_mode) == 0o600
    assert accepted.output.startswith("counted 1, spoiled 0\n")
