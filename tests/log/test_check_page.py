"""The page that is opened from a file, in a browser: everybody's terms, and those made for one person.

It trusts nothing of the site but what the log, its witnesses and the letter on paper agree on.
"""

import dataclasses
import json
import re
import shutil
import threading
import time

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from werkzeug.serving import make_server

from benchmarks.open_wave import open_wave
from survey_app import create_app
from survey_app.ground import db
from survey_app.log import recording
from survey_app.manifest import documents as manifests
from survey_app.protocol.checkpoints import cosign
from survey_app.protocol.encoding import to_base64url
from survey_app.protocol.manifest_signing import (
    canonical_json,
    fingerprint,
    sign_document,
    spoken_fingerprint,
)
from survey_app.protocol.notes import NoteKeyKind, SignedNote, public_note_key
from tests.open_waves import pool_keys

__all__ = ["pool_keys"]

UNION = Ed25519PrivateKey.generate()
ELSEWHERE = '<script src="https://elsewhere.example/x.js"></script>'
INLINE = "<script>alert(1)</script>"


class Site:
    """A wave of an installation whose log one witness has cosigned, or not, really served."""

    def __init__(self, config, databases) -> None:
        self.config, self.databases = config, databases
        with db.work(databases.people) as people:
            recording.record_scripts(people, config)
        self.wave = open_wave(config, databases, [20, 20])
        self.client = create_app(config, databases, runs_jobs_at_once=True).test_client()
        self.server = make_server("127.0.0.1", 0, self.client.application, threaded=True)
        self.address = f"http://127.0.0.1:{self.server.server_port}/take/{self.wave.reference}"
        self.letters = spoken_fingerprint(self.wave.fingerprint)

    def cosign(self) -> None:
        text = self.client.get("/log/checkpoint").text.partition("\n\n")[0] + "\n"
        note = SignedNote(text, (cosign(text, "union.example.kr", UNION, int(time.time())),))
        assert self.client.post("/log/cosignatures", data=str(note)).status_code == 200

    def page(self) -> str:
        return self.client.get(f"/take/{self.wave.reference}").text

    def log(self) -> tuple[str, bytes]:
        note = self.client.get("/log/checkpoint").text
        return note, self.client.get(f"/log/tile/entries/000.p/{note.splitlines()[1]}").data

    def page_for_one(self, **changes) -> tuple[str, str]:
        """The page with other terms, signed like all others; and their check letters."""
        message = self.client.get(f"/waves/{self.wave.reference}/manifest.json").json
        message["manifest"] |= changes
        key = manifests.signing_key(self.config.signing_key)
        changed = message | {"signature": to_base64url(sign_document(message["manifest"], key))}
        before, _, rest = self.page().partition('id="survey-terms">')
        page = f'{before}id="survey-terms">{json.dumps(changed)}</script>{rest.partition("</script>")[2]}'
        return page, spoken_fingerprint(fingerprint(canonical_json(message["manifest"])))


@pytest.fixture(scope="module")
def site(_migrated, tmp_path_factory, pool_keys):
    import config as settings

    folder = tmp_path_factory.mktemp("site")
    for name in ("people.sqlite", "vault.sqlite"):
        shutil.copy(_migrated / name, folder / name)
    config = settings.read({"GYEOL_DATA": str(folder), **settings.fresh_secrets()})
    witness = public_note_key("union.example.kr", NoteKeyKind.COSIGNATURE, UNION).text
    config = dataclasses.replace(config, witnesses=witness)
    databases = db.connect(config)
    made = Site(config, databases)
    made.cosign()
    thread = threading.Thread(target=made.server.serve_forever)
    thread.start()
    yield made
    made.server.shutdown()
    thread.join()
    made.server.server_close()
    databases.dispose()


@pytest.fixture(scope="module")
def chromium(playwright_driver):
    program = shutil.which("chromium")
    if program is None:
        pytest.skip("no browser is installed")
    running = playwright_driver.chromium.launch(executable_path=program, args=["--no-sandbox"])
    yield running
    running.close()


@pytest.fixture
def check(site, chromium, tmp_path):
    """Opens the page from a file, gives it what is brought, and returns its verdict and its findings."""
    context = chromium.new_context()
    page = context.new_page()
    faults: list[str] = []
    page.on("pageerror", lambda fault: faults.append(str(fault)))
    file = tmp_path / "gyeol-check.html"
    file.write_text(site.client.get("/log/check.html").text)

    def ask(letters="", address="", offline=False, **files: str | bytes) -> tuple[str, list[str]]:
        context.set_offline(offline)
        page.goto(file.as_uri())
        page.locator("#check-letters").fill(letters)
        page.locator("#check-address").fill(address)
        content = {name: one.encode() if isinstance(one, str) else one for name, one in files.items()}
        page.locator("#check-files").set_input_files(
            [{"name": name, "mimeType": "", "buffer": one} for name, one in content.items()]
        )
        page.locator("button").click()
        page.locator("[data-verdict]:not([data-verdict=''])").wait_for()
        found = [line.get_attribute("data-finding") for line in page.locator("li").all()]
        return page.locator("[data-verdict]").get_attribute("data-verdict"), found

    yield ask
    context.close()
    assert faults == []


def test_everybodys_terms_are_found_by_the_address(check, site):
    said = check(site.letters, f"{site.address}#s=secret")
    assert said == ("good", ["log_whole", "letters_logged", "terms_logged", "witnessed"])


def test_without_network_files_say_the_same(check, site):
    note, entries = site.log()
    said = check(site.letters, offline=True, page=site.page(), checkpoint=note, entries=entries)
    assert said == ("good", ["log_whole", "letters_logged", "terms_logged", "witnessed", "page_logged"])


def test_what_is_missing_is_asked_for(check, site):
    assert check(site.letters) == ("bad", ["log_missing"])
    assert check(site.letters, "http://127.0.0.1:1/take/x") == ("bad", ["out_of_reach"])
    assert check(site.letters, offline=True, checkpoint=site.log()[0]) == ("bad", ["log_missing"])
    assert check(strange=b"\x00\x09abc") == ("bad", ["malformed"])


def test_letters_that_only_one_person_has_are_found_out(check, site):
    _page, letters = site.page_for_one(contact="for you alone")
    verdict, found = check(letters, site.address)
    assert verdict == "bad"
    assert "letters_unknown" in found
    assert "manifest_not_pinned" in found


def test_terms_made_for_one_person_are_found_out_in_the_page_that_was_shown(check, site):
    note, entries = site.log()
    page, letters = site.page_for_one(contact="for you alone")
    verdict, found = check(letters, page=page, checkpoint=note, entries=entries)
    assert (verdict, found[1:3]) == ("bad", ["letters_unknown", "not_logged"])


def test_a_pool_of_one_is_found_out(check, site):
    note, entries = site.log()
    manifest = site.client.get(f"/waves/{site.wave.reference}/manifest.json").json["manifest"]
    unit, pool = manifest["units"][0] | {"headcount": 1}, manifest["pools"][0]
    one = {"units": [unit], "pools": [pool | {"units": [unit["code"]], "invited": 1}]}
    page, letters = site.page_for_one(**one)
    verdict, found = check(letters, page=page, checkpoint=note, entries=entries)
    assert (verdict, found[2]) == ("bad", "pool_too_small")


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("SCRIPT", '<script type="module" src="/static/dist/survey.js" integrity="sha384-AAAA"></script>'),
        ("SCRIPT", '<script type="module" src="/static/dist/survey.js"></script>'),
        ("</body>", f"{INLINE}</body>"),
        ("</body>", f"{ELSEWHERE}</body>"),
        ("<body", '<body onload="x()"'),
        ("</body>", '<iframe src="/x"></iframe></body>'),
        ("</head>", '<base href="https://elsewhere.example"></head>'),
        ("</body>", '<a href="javascript:x()">x</a></body>'),
    ],
)
def test_a_script_made_for_one_person_is_found_out_in_the_saved_page(check, site, before, after):
    note, entries = site.log()
    page = re.sub(r'<script type="module" src.*?</script>', r"SCRIPT\g<0>", site.page())
    assert before in page
    said = check(site.letters, page=page.replace(before, after, 1), checkpoint=note, entries=entries)
    assert (said[0], said[1][-1]) == ("bad", "page_strange")


def test_a_log_that_does_not_fit_its_root_is_found_out(check, site):
    note, entries = site.log()
    changed = entries.replace(b'"kind":"terms"', b'"kind":"termz"')
    assert check(site.letters, checkpoint=note, entries=changed) == ("bad", ["log_broken"])
    forged = note.replace(note.splitlines()[4][-12:], "A" * 11 + "=")
    assert check(site.letters, checkpoint=forged, entries=entries)[0] == "bad"


def test_a_log_shown_to_one_person_has_not_been_seen_by_the_witness(check, site):
    """The operator's own key signs it, and the person's terms stand in it: only the witness is missing."""
    note, entries = site.log()
    alone = note.partition("— union.example.kr")[0]
    said = check(site.letters, page=site.page(), checkpoint=alone, entries=entries)
    assert said == ("bad", ["log_whole", "letters_logged", "terms_logged", "not_witnessed", "page_logged"])
    assert check(site.letters, page=site.page(), checkpoint=note, entries=entries)[0] == "good"


def test_the_page_asks_nobody_else_and_runs_nothing_else(site):
    answer = site.client.get("/log/check.html?lang=en")
    policy = answer.text.partition('http-equiv="Content-Security-Policy" content="')[2].partition('"')[0]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert answer.text.count("<script") == 2
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert len(answer.data) < 60_000
