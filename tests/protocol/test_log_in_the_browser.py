"""The browser judges terms and the public log as Python does: the same vectors, the same refusals."""

import copy
import json
import subprocess
from pathlib import Path

import pytest

from survey_app.protocol.encoding import to_base64url
from survey_app.protocol.errors import ProtocolFault
from survey_app.protocol.manifest_signing import sign_document
from survey_app.protocol.one_for_all import require_for_all
from survey_app.protocol.terms import read_terms
from tests.protocol import test_one_for_all as one_for_all

CHECKS = Path(__file__).with_name("log_checks.ts")
CHANGED_TERMS = {
    "a pool of one": one_for_all._for_one,
    "a pool of one beside others": one_for_all._beside_others,
    "a smaller promise": one_for_all._promises_less,
    "a number that is not its units'": one_for_all._says_more,
    "a unit in two pools": one_for_all._in_two,
    "another log": lambda manifest: manifest["log"].update(origin="elsewhere/log"),
    "more witnesses than have cosigned": lambda manifest: manifest["log"].update(required=2),
    "more witnesses than are named": lambda manifest: manifest["log"].update(required=3),
    "a witness twice": lambda manifest: manifest["log"].update(
        witnesses=manifest["log"]["witnesses"][:1] * 2
    ),
    "terms from before the log": lambda manifest: manifest.pop("log"),
}
CHANGED_PROOFS = {
    name: change
    for name, change in vars(one_for_all).items()
    if name in ("_other_signature", "_other_root", "_other_place", "_no_proof", "_strange_place", "_no_first")
    or name in ("_endless_proof", "_wrong_cosignature", "_other_key")
}
NOTES = [
    "origin\n1\n" + "A" * 43 + "=\n\n— a YWJjZGVm\n",
    "origin\n01\n" + "A" * 43 + "=\n\n— a YWJjZGVm\n",
    "origin\n1\nAAAA\n\n— a YWJjZGVm\n",
    "origin\n1\n" + "A" * 43 + "=\n",
    "origin\n1\n" + "A" * 43 + "=\n\n- a YWJjZGVm\n",
    "",
]
KEYS = [
    "example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k",
    "a+00000000+AAAA",
    "nonsense",
]


@pytest.fixture(scope="module")
def judged(tmp_path_factory, maker, vectors, node, bundle):
    """Cases by name with their messages, and what the browser's half said of everything."""
    original = vectors["manifest"]["message"]
    fingerprint = vectors["manifest"]["fingerprint"]

    def signed(change) -> dict:
        message = copy.deepcopy(original)
        change(message["manifest"])
        return message | {"signature": to_base64url(sign_document(message["manifest"], maker.signing_key()))}

    cases = [{"name": "everybody's", "message": original, "inclusion": vectors["log"]["inclusion"]}]
    for name, change in CHANGED_TERMS.items():
        message = signed(change)
        cases.append({"name": name, "message": message, "inclusion": maker.inclusion(message, [])})
    for name, change in CHANGED_PROOFS.items():
        inclusion = maker.inclusion(original, [])
        change(inclusion, maker)
        cases.append({"name": name, "message": original, "inclusion": inclusion})
    alone = signed(lambda manifest: manifest.update(contact="for you alone"))
    nobody = maker.inclusion(original, [], ())
    cases += [
        {"name": "not in the log", "message": alone, "inclusion": maker.inclusion(original, [])},
        {"name": "seen by nobody", "message": original, "inclusion": nobody},
    ]
    old = {"withoutEd25519": True, "message": original, "inclusion": vectors["log"]["inclusion"]}
    elsewhere = old | {"inclusion": maker.inclusion(alone, [])}
    cases += [
        {"name": "old browser, pinned", "pinned": fingerprint, **old},
        {"name": "old browser, not pinned", **old},
        {"name": "old browser, not in the log", "pinned": fingerprint, **elsewhere},
    ]
    target = tmp_path_factory.mktemp("log") / "checks.mjs"
    bundle(CHECKS, target, platform="node")
    given = json.dumps({"vectors": vectors, "cases": cases, "notes": NOTES, "keys": KEYS})
    done = subprocess.run([node, target], input=given, capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stderr
    return {case["name"]: case for case in cases}, json.loads(done.stdout)


def test_the_browser_refuses_by_the_same_words_as_python(judged):
    cases, said = judged
    expected = {}
    for name, case in cases.items():
        try:
            logged = require_for_all(read_terms(case["message"]), case["inclusion"])
            size, witnesses = logged.checkpoint.size, list(logged.witnesses)
            required = (case["message"]["manifest"].get("log") or {"required": 0})["required"]
            expected[name] = {
                "index": logged.index,
                "size": size,
                "witnesses": witnesses,
                "required": required,
            }
        except ProtocolFault as fault:
            expected[name] = fault.code
    told = said["cases"]
    for name in [name for name in expected if not name.startswith("old browser")]:
        assert told[name] == expected[name], name
    refused = {name: word for name, word in told.items() if isinstance(word, str)}
    assert set(refused) == set(cases) - {"everybody's", "terms from before the log", "old browser, pinned"}


def test_a_browser_without_ed25519_relies_on_the_letter_and_still_on_the_tree(judged):
    _cases, said = judged
    assert said["cases"]["old browser, pinned"]["index"] == 6
    assert said["cases"]["old browser, not pinned"] == "browser_too_old"
    assert said["cases"]["old browser, not in the log"] == "not_logged"


def test_tree_tiles_and_keys_are_the_same(judged, vectors):
    _cases, said = judged
    log = vectors["log"]
    assert said["leaves"] == log["leaves"]
    assert said["roots"] == log["roots"]
    assert said["root"] == log["roots"][-1]
    assert said["bundle"] == log["entries"]
    assert said["keys"] == ["gyeol.example.kr/log", *log["witnesses"]]
    assert said["proofs"] == ["not_logged"] * 6 + [None, "not_logged"]
    assert said["notes"] == [1, *["malformed"] * 5]
    assert said["wrongKeys"] == ["example.com/foo", "malformed", "malformed"]
