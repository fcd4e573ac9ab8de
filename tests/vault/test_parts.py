"""Opening in parts: any k trustees open, nothing that opens is ever stored, and a wrong part is refused by
name.
"""

import base64
import json
from datetime import date

import pytest
from click.testing import CliRunner
from sqlalchemy import func, select

from benchmarks.open_wave import close_wave, open_wave
from survey_app.cli import gyeol
from survey_app.door.access import Role
from survey_app.ground import db, jobs
from survey_app.manifest import opening_in_parts, publication
from survey_app.protocol import partials
from survey_app.protocol.ballot import Ballot
from survey_app.protocol.client import seal_ballot
from survey_app.protocol.encoding import from_base64url, to_base64url
from survey_app.protocol.errors import ProtocolFault
from survey_app.protocol.p256 import multiply_base
from survey_app.protocol.terms import read_terms
from survey_app.vault import exporting, parts, services
from survey_app.vault.models import GivenPart, SealedBallot
from survey_app.vault.opening import open_held
from survey_app.vault.records import decode, layout_of
from tests.protocol.ceremonies import empty, held, posted

ADDRESS = "/waves/gaon.2026"
PASSPHRASE = "감나무 아래 서 있는 두 사람"


@pytest.fixture(scope="module")
def made():
    return held(2, 3)


@pytest.fixture
def entrusted(config, databases, respondent, made):
    """An open wave with two ballots, whose key three trustees made in parts."""
    wave = open_wave(config, databases, [20, 20], ceremony=made[0])
    terms = respondent.fetch_terms(wave.reference)
    for code, point in ((wave.codes[0], 2), (wave.codes[21], 5)):
        credential = respondent.credential_for(terms, code.code)
        ballot = Ballot(wave.questionnaire.content_hash, code.unit_code, {"CULT01": point})
        respondent.deposit(terms, seal_ballot(terms, credential, ballot))
    return wave


@pytest.fixture
def closed(config, databases, entrusted):
    close_wave(config, databases, entrusted)
    return entrusted


@pytest.fixture
def run(config):
    """Runs `gyeol …`, with or without the settings of the fresh installation."""
    environment = {
        "GYEOL_DATA": str(config.data),
        "GYEOL_SECRET_KEY": base64.urlsafe_b64encode(config.secret_key).decode(),
        "GYEOL_SIGNING_KEY": base64.urlsafe_b64encode(config.signing_key).decode(),
    }

    def call(*arguments, typed="", settings=True):
        environ = environment if settings else dict.fromkeys(environment)
        done = CliRunner().invoke(gyeol, list(map(str, arguments)), input=typed, env=environ)
        assert done.exit_code == 0, done.output
        return done.output

    return call


def part_of(client, made, index, share=None):
    """A trustee's part, from what the page is given."""
    record, trustees = made
    asked = client.get(f"{ADDRESS}/opening.json").json
    points = [from_base64url(point) for point in asked["points"]]
    fingerprint = record_fingerprint(client)
    share = share or trustees[index - 1].share(record)
    return partials.make_partials(share, index, points, wave="gaon.2026", fingerprint=fingerprint)


def record_fingerprint(client):
    return read_terms(client.get(f"{ADDRESS}/manifest.json").json).fingerprint


def stored(databases, table):
    with db.look(databases.vault) as session:
        return session.scalar(select(func.count()).select_from(table))


def test_two_of_three_trustees_open_and_the_second_part_is_never_stored(
    config, databases, client, made, entrusted, no_release
):
    early = client.get(f"{ADDRESS}/opening.json")
    close_wave(config, databases, entrusted)
    first = client.post(f"{ADDRESS}/parts", json=part_of(client, made, 3))
    again = client.post(f"{ADDRESS}/parts", json=part_of(client, made, 3))
    waiting, held_ballots = stored(databases, GivenPart), stored(databases, SealedBallot)
    last = client.post(f"{ADDRESS}/parts", json=part_of(client, made, 1))

    assert (early.status_code, early.json["error"]) == (409, "not_closed")
    assert first.json == again.json == {"is_opened": False, "left": 1}
    assert (waiting, held_ballots) == (1, 2)
    assert last.json == {"is_opened": True, "is_being_opened": False, "left": 0}
    assert stored(databases, GivenPart) == stored(databases, SealedBallot) == 0
    with db.look(databases.vault) as session:
        count = services.find_opening(session, "gaon.2026")
    assert (count.counted, count.spoiled) == (2, 0)
    late = client.get(f"{ADDRESS}/opening.json")
    assert (late.status_code, late.json["error"]) == (410, "is_opened")
    with db.look(databases.people) as session:
        assert "wave:gaon.2026" in session.scalars(select(jobs.Job.subject)).all()


def test_what_two_trustees_give_opens_the_answers_that_were_sealed(databases, client, made, closed):
    with db.work(databases.vault) as session:
        asked = parts.asked_of_trustees(session, "gaon.2026")
        sealed = exporting.write_sealed_file(session, "gaon.2026", closed.questionnaire)
    key = asked.combine([asked.read(part_of(client, made, index)) for index in (3, 2)])
    held_here = exporting.read_sealed_file(sealed).held

    opened = open_held(held_here, key, closed.fingerprint, closed.manifest, closed.questionnaire)

    answers = decode(opened.records, layout_of(closed.questionnaire))
    assert sorted(answers.column("CULT01").tolist()) == [2, 5]


def test_what_trustees_are_given_holds_points_and_nothing_else_of_a_ballot(databases, client, closed):
    asked = client.get(f"{ADDRESS}/opening.json")
    with db.look(databases.vault) as session:
        ballots = session.scalars(select(SealedBallot.ballot)).all()
        others = [
            content
            for row in session.execute(
                select(SealedBallot.nullifier, SealedBallot.token, SealedBallot.signature)
            )
            for content in row
        ]
    assert set(asked.json) == {"format", "manifest", "closing", "ceremony", "points"}
    assert asked.json["points"] == [to_base64url(point) for point in sorted(one[:65] for one in ballots)]
    for content in (*others, *(one[65:] for one in ballots)):
        assert to_base64url(content) not in asked.text


def test_a_wrong_part_is_refused_and_named_only_if_its_trustee_made_it(client, made, closed, databases):
    honest = part_of(client, made, 2)
    joined = from_base64url(honest["partials"])
    forged = honest | {"partials": to_base64url(joined[:65] + multiply_base(7))}
    for bad, code in (
        (forged, "proof_wrong"),
        (honest | {"index": 1}, "proof_wrong"),
        (part_of(client, made, 2, share=12345), "proof_wrong"),
        (honest | {"proof": to_base64url(bytes(64))}, "partials_wrong"),
        (honest | {"manifest": "ab" * 32}, "malformed"),
        ({}, "malformed"),
    ):
        answer = client.post(f"{ADDRESS}/parts", json=bad)
        assert answer.json["error"] == code
        assert answer.status_code in (400, 409)
    broken = client.post(f"{ADDRESS}/parts", data=b"[" * 20000, content_type="application/json")
    assert (broken.status_code, broken.json["error"]) == (400, "malformed")
    assert stored(databases, GivenPart) == 0


def test_a_part_of_fewer_ballots_is_asked_for_again(config, databases, client, made, closed, respondent):
    """A ballot that was under way at the close came in after the first trustee had been asked."""
    client.post(f"{ADDRESS}/parts", json=part_of(client, made, 1))
    with db.work(databases.vault) as session:
        row = session.scalars(select(SealedBallot)).first()
        values = {name: getattr(row, name) for name in ("wave", "pool", "token", "signature")}
        ballot = multiply_base(99) + row.ballot[65:]
        session.add(SealedBallot(nullifier=bytes(32), ballot=ballot, **values))
    second = client.post(f"{ADDRESS}/parts", json=part_of(client, made, 2))

    assert second.json == {"is_opened": False, "left": 1}
    with db.look(databases.vault) as session:
        assert parts.given_by(session, "gaon.2026") == (2,)
    assert client.post(f"{ADDRESS}/parts", json=part_of(client, made, 1)).json["is_opened"]
    with db.look(databases.vault) as session:
        count = services.find_opening(session, "gaon.2026")
    assert (count.counted, count.spoiled) == (2, 1)


def test_parts_that_were_not_needed_go_with_the_next_hour(databases, client, made, closed):
    client.post(f"{ADDRESS}/parts", json=part_of(client, made, 1))
    with db.work(databases.vault) as session:
        asked = parts.asked_of_trustees(session, "gaon.2026")
        key = asked.combine([asked.read(part_of(client, made, index)) for index in (2, 3)])
        services.open_ballots(session, "gaon.2026", key, closed.questionnaire)
    with db.work(databases.vault) as session:
        parts.forget_parts_of_counted_waves(session)
    assert stored(databases, GivenPart) == 0


def test_the_page_says_who_has_given_a_part_and_the_hr_lead_sees_it_too(client, made, closed, signed_in_as):
    client.post(f"{ADDRESS}/parts", json=part_of(client, made, 2))
    page = client.get(f"{ADDRESS}/opening?lang=en").text
    hr = signed_in_as(Role.HR)
    mine = hr.get("/i/gaon/waves/2026/ceremony?lang=en").text
    posted = hr.post("/i/gaon/waves/2026/ceremony")

    for text in (page, mine):
        assert text.count("part given") == 1
        assert text.count("part not given") == 2
    assert "/waves/gaon.2026/opening" in mine
    assert 'type="password"' not in mine
    assert posted.status_code == 302


def test_a_wave_whose_platform_keeps_the_key_asks_no_trustee(config, databases, client):
    wave = open_wave(config, databases, [20, 20])
    close_wave(config, databases, wave)
    assert client.get(f"{ADDRESS}/opening.json").json["error"] == "not_in_parts"
    assert client.get(f"{ADDRESS}/opening").status_code == 200
    assert client.get("/waves/nobody.2026/opening.json").json["error"] == "unknown"


def test_the_command_does_all_of_it_without_settings_or_a_network(
    config, databases, respondent, run, tmp_path, no_release
):
    typed = f"{PASSPHRASE}\n"
    record, key = tmp_path / "record.json", "key-{}.json".format
    state = empty(2, 3)
    for command in ("begin", "confirm"):
        for index in (1, 2, 3):
            record.write_text(json.dumps(state.document()), "utf-8")
            sent = tmp_path / f"{command}-{index}.json"
            arguments = ("--key-file", tmp_path / key(index), "--output", sent)
            if command == "begin":
                run("trustee", command, record, "--index", index, *arguments, typed=typed * 2, settings=False)
            else:
                said = run("trustee", command, record, *arguments, typed=typed, settings=False)
            state = posted(state, json.loads(sent.read_text("utf-8"))["messages"])
    assert state.is_complete
    assert "Check letters" in said

    wave = open_wave(config, databases, [20, 20], ceremony=state)
    terms = respondent.fetch_terms(wave.reference)
    credential = respondent.credential_for(terms, wave.codes[0].code)
    ballot = Ballot(wave.questionnaire.content_hash, "u1", {"CULT01": 3})
    respondent.deposit(terms, seal_ballot(terms, credential, ballot))
    close_wave(config, databases, wave)
    sealed, opened, asked = (tmp_path / f"{name}.json" for name in ("sealed", "opened", "asked"))
    run("vault", "export", "--wave", wave.reference, "--output", sealed)
    with db.look(databases.vault) as session:
        asked.write_bytes(parts.as_file(session, wave.reference))
    given = [tmp_path / f"part-{index}.json" for index in (1, 3)]
    for index, part in zip((1, 3), given, strict=True):
        arguments = ("--key-file", tmp_path / key(index), "--output", part)
        run("trustee", "open", asked, *arguments, typed=typed, settings=False)
    mixed = ("--share", tmp_path / key(2), "--share", given[1], "--output", opened)
    signs = ("--name", "직원 대표", "--machine-key", tmp_path / "machine.key")
    run("vault", "open-exported", sealed, *signs, *mixed, typed=typed, settings=False)
    said = run("vault", "open", "--wave", wave.reference, "--part", given[0], "--part", given[1])

    assert said.startswith("counted 1, spoiled 0")
    digest = to_base64url(bytes.fromhex(_digest(databases, wave.reference)))
    assert json.loads(opened.read_text("utf-8"))["digest"] == digest


def _digest(databases, wave):
    with db.look(databases.vault) as session:
        return services.find_opening(session, wave).digest


def test_a_trustees_machine_opens_nothing_before_the_day_of_the_closing(databases, closed):
    with db.look(databases.vault) as session:
        content = parts.as_file(session, "gaon.2026")
        closing = publication.read_closing(session, "gaon.2026")
    with pytest.raises(opening_in_parts.SurveyIsNotOver):
        opening_in_parts.read(content, date(2020, 1, 1))
    assert opening_in_parts.read(content, date.fromisoformat(closing.closed_at))[0].points


@pytest.mark.parametrize("spoiled", ["closing", "ceremony", "points", "manifest", "all"])
def test_a_trustees_machine_believes_nothing_that_is_not_signed(databases, closed, made, spoiled):
    with db.look(databases.vault) as session:
        asked = json.loads(parts.as_file(session, "gaon.2026"))
    other, _ = held(2, 3)
    asked |= {
        "closing": {
            "closing": asked["closing"] | {"document": asked["closing"]["document"].replace("20", "19")}
        },
        "ceremony": {"ceremony": json.loads(json.dumps(other.document()))},
        "points": {"points": ["AA"]},
        "manifest": {"manifest": asked["manifest"] | {"signature": to_base64url(bytes(64))}},
        "all": {"format": "x"},
    }[spoiled]
    content = json.dumps(asked).encode()
    if spoiled == "points":
        found, record = opening_in_parts.read(content, date(2100, 1, 1))
        with pytest.raises(ProtocolFault):
            found.part_of(made[1][0], record)
        return
    with pytest.raises(ProtocolFault):
        opening_in_parts.read(content, date(2100, 1, 1))
