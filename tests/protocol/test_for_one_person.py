"""An operator shows one person other terms, in a browser: refused now, and seen to work before.

The person came through a link that the operator made, too: its check letters are those of the other terms. So
nothing on the device can tell by itself that colleagues see something else.
"""

import copy
import json
import subprocess

import pytest

from survey_app.protocol.encoding import to_base64url
from survey_app.protocol.manifest_signing import canonical_json, fingerprint, sign_document
from tests.protocol import test_one_for_all as one_for_all
from tests.protocol.conftest import ROOT
from tests.protocol.survey_page import WAVE, say, start

# As the script was before it asked whether terms are everybody's: it accepted whatever was signed.
BEFORE = "export const requireForAll = async () => ({ index: 0, size: 0, witnesses: [], required: 0 });"
BUILD = """
const esbuild = require("esbuild");
const [entry, target, before] = JSON.parse(process.argv[1]);
const plugin = {
  name: "before",
  setup(build) {
    build.onResolve({ filter: /one_for_all$/ }, () => ({ path: "one_for_all", namespace: "before" }));
    build.onLoad({ filter: /.*/, namespace: "before" }, () => ({ contents: before, loader: "ts" }));
  },
};
const options = { bundle: true, format: "esm", target: "es2022", plugins: [plugin] };
esbuild.build({ entryPoints: [entry], outfile: target, ...options });
"""


@pytest.fixture(scope="module")
def script_of_before(tmp_path_factory, node) -> bytes:
    """The survey's script without what is tested here."""
    target = tmp_path_factory.mktemp("before") / "survey.js"
    given = json.dumps([str(ROOT / "survey_app/taking/client/survey.ts"), str(target), BEFORE])
    subprocess.run([node, "-e", BUILD, given], check=True, cwd=ROOT)
    return target.read_bytes()


@pytest.fixture
def show(server, maker):
    """The server shows everybody who comes now other terms, and what log it likes; gives the link to them."""

    def make(change, is_logged, cosigners):
        original = server.message
        message = copy.deepcopy(original)
        change(message["manifest"])
        message["signature"] = to_base64url(sign_document(message["manifest"], maker.signing_key()))
        server.message = message
        server.inclusion = maker.inclusion(message if is_logged else original, [], cosigners)
        letters = fingerprint(canonical_json(message["manifest"]))
        return f"/take/{WAVE}#s=secret-one&m={letters}&p=hq"

    return make


def _other_contact(manifest) -> None:
    manifest["contact"] = "for you alone"


UNION, STRANGER = ("union.example.kr",), ("stranger.example.kr",)
ATTACKS = {
    "a pool of one, logged and cosigned": (one_for_all._for_one, True, UNION, "pool_too_small"),
    "terms that no log holds": (_other_contact, False, UNION, "not_logged"),
    "a log for one person, which no witness saw": (_other_contact, True, (), "not_witnessed"),
    "a log that a stranger cosigned": (_other_contact, True, STRANGER, "not_witnessed"),
}


@pytest.mark.parametrize("attack", ATTACKS)
def test_terms_made_for_one_person_are_refused_before_anything_is_asked(page, show, server, attack):
    *how, word = ATTACKS[attack]
    page.goto(show(*how))
    page.get_by_text(say(word)).wait_for()
    assert page.locator("#survey-form").is_hidden()
    assert server.issued == {}


@pytest.mark.parametrize("attack", ATTACKS)
def test_the_script_of_before_accepts_them(
    page, show, server, scripts, script_of_before, monkeypatch, attack
):
    monkeypatch.setitem(scripts, "/survey.js", script_of_before)
    *how, _word = ATTACKS[attack]
    page.goto(show(*how))
    start(page)
    assert list(server.issued) == ["secret-one"]


def test_everybodys_terms_say_where_they_stand_and_who_saw_them(page, server):
    page.goto(f"/take/{WAVE}#s=secret-one&m={server.terms.fingerprint}&p=hq")
    start(page)
    assert "union.example.kr" in page.locator("[data-logged]").text_content()


def test_the_proof_is_asked_for_once_and_without_a_word_of_who_asks(page, server):
    asked = []
    page.on("request", lambda request: asked.append(request) if "inclusion" in request.url else None)
    page.goto(f"/take/{WAVE}#s=secret-one&m={server.terms.fingerprint}&p=hq")
    start(page)
    (only,) = asked
    assert only.url.endswith(f"/take/{WAVE}/inclusion.json")
    assert not [name for name in ("cookie", "referer", "authorization") if only.headers.get(name)]
