"""The browser's half of the key ceremony, run under node against Python's half and the same vectors."""

import json
import subprocess
from pathlib import Path

import pytest

from survey_app.protocol import ceremony, key_file, partials, sealing
from survey_app.protocol.encoding import from_base64url, to_base64url
from survey_app.protocol.p256 import multiply_base
from tests.protocol.ceremonies import bad_records, terms_of_five

HERE = Path(__file__).parent
VECTORS = json.loads((HERE / "ceremony_vectors.json").read_text())
RECORD = ceremony.read_record(VECTORS["record"])
POINTS = [from_base64url(point) for point in VECTORS["points"]]
FIVE = terms_of_five()
MANY = [multiply_base(number + 2**200) for number in range(3000)]
A_STEP_SECONDS = 5
ALL_BALLOTS_SECONDS = 60


def _read(document, points):
    known = {index: RECORD.verification_point(index) for index in (1, 2, 3)}
    return partials.read_partials(
        document, points, fingerprint=VECTORS["manifest"], verification_points=known
    )


@pytest.fixture(scope="module")
def run(tmp_path_factory, node, bundle) -> dict:
    """What the browser's half said of the vectors, and made of its own."""
    script = tmp_path_factory.mktemp("ceremony") / "checks.mjs"
    bundle(HERE / "ceremony_checks.ts", script, platform="node")
    given = {
        "vectors": VECTORS,
        "records": bad_records(),
        "five": dict(FIVE.document),
        "many": [to_base64url(point) for point in MANY],
    }
    done = subprocess.run(
        [node, script], input=json.dumps(given), capture_output=True, text=True, timeout=240
    )
    assert done.returncode == 0, done.stderr[-3000:]
    return json.loads(done.stdout)


def test_python_reads_the_vectors_as_they_were_made():
    assert RECORD.is_complete
    assert RECORD.transcript == VECTORS["transcript"]
    for index, text in enumerate(VECTORS["key_files"], 1):
        part = key_file.read_key_file(text).open(VECTORS["passphrase"])
        assert part.share(RECORD).to_bytes(32, "big").hex() == VECTORS["shares"][index - 1]
    given = [_read(one, POINTS) for one in VECTORS["partials"]]
    opened = partials.combine(given[1:], POINTS, threshold=2, recipient=RECORD.public_key)
    size = VECTORS["padded_size"]
    texts = [
        sealing.open_sealed(from_base64url(one), opened, VECTORS["manifest"], size).decode()
        for one in VECTORS["ballots"]
    ]
    assert texts == VECTORS["texts"]


def test_both_sides_agree_on_every_fact(run):
    assert {name: said for name, said in run["facts"].items() if said is not True} == {}
    assert len(run["facts"]) == 6 + len(bad_records())


def test_python_reads_what_a_browser_made(run):
    record = ceremony.read_record(run["values"]["ceremony"])
    assert record.is_complete
    assert record.terms == FIVE
    for index, text in enumerate(run["values"]["files"], 1):
        part = key_file.read_key_file(text).open(VECTORS["passphrase"])
        assert multiply_base(part.share(record)) == record.verification_point(index)


def test_a_browsers_part_of_an_opening_is_right_and_goes_with_others(run):
    mine = [_read(VECTORS["partials"][0], POINTS), _read(run["values"]["partials"], POINTS)]
    opened = partials.combine(mine, POINTS, threshold=2, recipient=RECORD.public_key)
    sealed = from_base64url(VECTORS["ballots"][1])
    size = VECTORS["padded_size"]
    assert sealing.open_sealed(sealed, opened, VECTORS["manifest"], size).decode() == VECTORS["texts"][1]
    assert len(_read(run["values"]["many"], MANY).products) == 3000


def test_a_step_of_five_trustees_and_an_opening_of_three_thousand_take_seconds(run):
    slowest = run["values"]["slowest"]
    assert max(slowest.values()) < A_STEP_SECONDS * 1000, slowest
    assert run["values"]["many_ms"] < ALL_BALLOTS_SECONDS * 1000
