"""The log as everybody reads it, and what it takes in from witnesses."""

import dataclasses
import json
import time

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from benchmarks.open_wave import open_wave
from survey_app import create_app
from survey_app.log import inclusion
from survey_app.protocol.checkpoints import Checkpoint, cosign, verify_checkpoint, witnesses_of
from survey_app.protocol.errors import TermsAreNotWitnessed
from survey_app.protocol.log_tree import leaf_hash, root_of
from survey_app.protocol.manifest_signing import spoken_fingerprint
from survey_app.protocol.notes import NoteKeyKind, SignedNote, public_note_key, read_note_key
from survey_app.protocol.one_for_all import require_for_all
from survey_app.protocol.terms import read_terms
from survey_app.protocol.tiles import read_bundle

UNION, AUDITOR = Ed25519PrivateKey.generate(), Ed25519PrivateKey.generate()
NAMES = {"union.example.kr": UNION, "auditor.example.kr": AUDITOR}
KEYS = tuple(public_note_key(name, NoteKeyKind.COSIGNATURE, key).text for name, key in NAMES.items())


@pytest.fixture
def config(config):
    return dataclasses.replace(config, witnesses=" ".join(("1", *KEYS)))


@pytest.fixture
def wave(config, databases):
    return open_wave(config, databases, [20, 20])


@pytest.fixture
def browser(config, databases):
    return create_app(config, databases, runs_jobs_at_once=True).test_client()


def _checkpoint(browser, key) -> Checkpoint:
    return verify_checkpoint(browser.get("/log/checkpoint").text, read_note_key(key))[0]


def _cosigned(browser, name="union.example.kr", at=None, text=None) -> str:
    text = text or browser.get("/log/checkpoint").text.partition("\n\n")[0] + "\n"
    return str(SignedNote(text, (cosign(text, name, NAMES.get(name, UNION), at or int(time.time())),)))


def test_an_installation_that_published_nothing_has_no_checkpoint(browser):
    assert browser.get("/log/checkpoint").status_code == 404
    assert "Nothing has been published yet" in browser.get("/log?lang=en&before=-3").text
    assert browser.post("/log/cosignatures", data=_cosigned(browser, text="a\n0\nAAAA\n")).status_code == 400


def test_the_address_on_the_notice_shows_the_letters_and_how_far_each_witness_saw(browser, wave):
    assert browser.post("/log/cosignatures", data=_cosigned(browser)).status_code == 200
    size = _checkpoint(browser, wave.manifest.log.key).size

    page = browser.get("/log?lang=en").text

    assert spoken_fingerprint(wave.fingerprint) in page
    assert f"Has seen {size} of {size} entries" in page
    assert page.count("Has not cosigned yet") == 1
    assert "Signed terms" not in browser.get("/log?lang=en&before=1").text


def test_everybody_computes_the_root_from_the_entries(browser, wave):
    key = wave.manifest.log.key
    checkpoint = _checkpoint(browser, key)
    answer = browser.get(f"/log/tile/entries/000.p/{checkpoint.size}")
    entries = read_bundle(answer.data)
    assert root_of([leaf_hash(entry) for entry in entries]) == checkpoint.root
    assert browser.get(f"/log/tile/0/000.p/{checkpoint.size}").data == b"".join(map(leaf_hash, entries))
    assert json.loads(entries[1])["wave"] == wave.reference
    assert "immutable" in answer.headers["Cache-Control"]
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    assert "Set-Cookie" not in answer.headers


@pytest.mark.parametrize(
    "path", ["0/000", "0/000.p/200", "1/000.p/1", "9/000", "0/..%2f000", "entries/1", "x"]
)
def test_a_tile_that_the_log_has_not_is_not_found(browser, wave, path):
    assert browser.get(f"/log/tile/{path}").status_code == 404


def test_terms_are_everybodys_once_a_witness_has_cosigned(browser, wave):
    terms = read_terms(browser.get(f"/waves/{wave.reference}/manifest.json").json)
    address = f"/take/{wave.reference}/inclusion.json"
    assert terms.document["log"]["witnesses"] == list(KEYS)
    with pytest.raises(TermsAreNotWitnessed, match="0 of the 1"):
        require_for_all(terms, browser.get(address).json)
    assert browser.post("/log/cosignatures", data=_cosigned(browser)).status_code == 200
    assert require_for_all(terms, browser.get(address).json).witnesses == ("union.example.kr",)
    note = verify_checkpoint(browser.get("/log/checkpoint").text, read_note_key(wave.manifest.log.key))[1]
    assert [key.name for key in witnesses_of(note, map(read_note_key, KEYS))] == ["union.example.kr"]


def test_a_log_that_grew_since_shows_what_was_cosigned(browser, wave, config, databases):
    browser.post("/log/cosignatures", data=_cosigned(browser))
    open_wave(config, databases, [40], institution="narae")
    message = browser.get(f"/take/{wave.reference}/inclusion.json").json
    terms = read_terms(browser.get(f"/waves/{wave.reference}/manifest.json").json)
    assert require_for_all(terms, message).checkpoint.size == 2
    assert _checkpoint(browser, wave.manifest.log.key).size == 3


def test_what_is_no_cosignature_of_this_log_is_refused(browser, wave):
    ours = _checkpoint(browser, wave.manifest.log.key)
    forked = Checkpoint(ours.origin, ours.size, b"\x01" * 32).text
    longer = Checkpoint(ours.origin, ours.size + 1, ours.root).text
    other = Checkpoint("other/log", ours.size, ours.root).text
    good = _cosigned(browser)
    for sent, status in (
        ("nonsense", 400),
        (b"\xff\xfe", 400),
        (_cosigned(browser, "stranger.example.kr"), 403),
        (good.replace("union", "auditor"), 403),
        (good[:-9] + "AAAAAAA=\n", 403),
        (_cosigned(browser, at=int(time.time()) + 3600), 403),
        (_cosigned(browser, text=forked), 409),
        (_cosigned(browser, text=longer), 409),
        (_cosigned(browser, text=other), 409),
        (good + good.rpartition("\n\n")[2] * 2, 403),
        ("x" * 20_000, 413),
    ):
        assert browser.post("/log/cosignatures", data=sent).status_code == status, sent[:60]
    assert browser.get("/log/checkpoint").text.count("— ") == 1


def test_a_cosignature_is_kept_once_with_its_newest_moment(browser, wave):
    for at in (1_772_409_600, 1_772_409_700):
        assert browser.post("/log/cosignatures", data=_cosigned(browser, at=at)).status_code == 200
    text = browser.get("/log/checkpoint").text
    assert text.count("— union.example.kr") == 1
    assert _cosigned(browser, at=1_772_409_700).rpartition("\n\n")[2] in text


def test_too_many_at_a_time_are_put_off(browser, wave):
    answers = [browser.post("/log/cosignatures", data="nonsense").status_code for _ in range(62)]
    assert answers[0] == 400
    assert answers[-1] == 429


def test_a_wave_that_is_not_here_or_not_logged_has_no_proof(browser):
    assert browser.get("/take/nowhere.2026/inclusion.json").status_code == 404


def test_a_proof_is_worked_out_once_until_something_changes(browser, wave, monkeypatch):
    made = []
    packed = inclusion._packed
    monkeypatch.setattr(inclusion, "_packed", lambda *given: made.append(1) or packed(*given))
    address = f"/take/{wave.reference}/inclusion.json"
    before = [browser.get(address).data for _ in range(3)]
    browser.post("/log/cosignatures", data=_cosigned(browser))
    after = [browser.get(address).data for _ in range(3)]
    assert len(made) == len(set(before + after)) == 2
