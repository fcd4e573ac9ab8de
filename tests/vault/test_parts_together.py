"""Parts that come at one moment, and parts that are missing."""

import base64
import threading
from dataclasses import replace

import pytest
from click.testing import CliRunner

from benchmarks.open_wave import close_wave, open_wave
from survey_app import schema
from survey_app.cli import gyeol
from survey_app.ground import db
from survey_app.vault import parts
from survey_app.vault.errors import WaveIsNotClosed
from survey_app.vault.models import GivenPart
from tests.protocol.ceremonies import held
from tests.vault.test_parts import stored


@pytest.fixture(scope="module")
def made():
    return held(2, 3)


def test_nobody_is_asked_before_the_close(client, config, databases, made):
    open_wave(config, databases, [20, 20], ceremony=made[0])
    assert client.get("/waves/gaon.2026/opening.json").json["error"] == "not_closed"
    with db.look(databases.vault) as session, pytest.raises(WaveIsNotClosed):
        parts.asked_of_trustees(session, "gaon.2026")


@pytest.mark.postgres
def test_of_two_last_parts_at_one_moment_on_postgresql_one_opens(config, postgres_url, made):
    chosen = replace(config, vault_url=postgres_url)
    databases = db.connect(chosen)
    schema.PEOPLE.metadata.create_all(databases.people)
    schema.VAULT.metadata.create_all(databases.vault)
    close_wave(chosen, databases, open_wave(chosen, databases, [20, 20], ceremony=made[0]))
    both_are_checked, opens = threading.Barrier(2), []
    with db.look(databases.vault) as session:
        asked = parts.asked_of_trustees(session, "gaon.2026")

    def give(trustee):
        part = asked.part_of(trustee, made[0])
        with db.look(databases.vault) as session:
            checked = parts.check(session, asked, part)
        both_are_checked.wait(30)
        with db.work(databases.vault) as session:
            opens.append(parts.give(session, asked, part, checked))

    givers = [threading.Thread(target=give, args=(trustee,)) for trustee in made[1][:2]]
    for one in givers:
        one.start()
    for one in givers:
        one.join()
    waiting = stored(databases, GivenPart)
    databases.dispose()

    assert sorted(one is None for one in opens) == [False, True]
    assert waiting == 1


def test_there_is_no_file_for_trustees_of_a_key_that_the_platform_keeps(config, databases):
    close_wave(config, databases, open_wave(config, databases, [20, 20]))

    with db.look(databases.vault) as session, pytest.raises(KeyError):
        parts.as_file(session, "gaon.2026")


def test_a_command_names_what_is_missing_of_the_parts(config, databases, made, tmp_path):
    close_wave(config, databases, open_wave(config, databases, [20, 20], ceremony=made[0]))
    environment = {"GYEOL_DATA": str(config.data)} | {
        f"GYEOL_{name}_KEY": base64.urlsafe_b64encode(getattr(config, f"{name.lower()}_key")).decode()
        for name in ("SECRET", "SIGNING")
    }
    part = tmp_path / "part.json"
    for content, said in (
        ("{}", "The parts of 2 trustees are needed"),
        ("no part", "part.json is no trustee's"),
    ):
        part.write_text(content, "utf-8")
        arguments = ["vault", "open", "--wave", "gaon.2026", "--part", str(part)]
        done = CliRunner().invoke(gyeol, arguments, env=environment)
        assert done.exit_code == 1
        assert said in done.output
