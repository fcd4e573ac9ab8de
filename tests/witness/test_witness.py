"""A witness cosigns a log that only grew, and refuses one that did anything else, with evidence."""

import json

import pytest
from sqlalchemy import select

from survey_app.ground import db
from survey_app.log.models import LogCosignature
from survey_app.protocol.checkpoints import verify_checkpoint, verify_cosignature
from survey_app.protocol.notes import read_note, read_note_key
from survey_app.witness import fetching, keeping
from tests.witness.conftest import Witness, add, entry, rewrite

REFUSED, FORGETFUL, LATER = 3, 4, 1


def _cosigned(databases) -> list[int]:
    with db.work(databases.people) as people:
        return sorted(people.scalars(select(LogCosignature.size)))


def _evidence(witness: Witness) -> dict:
    (path,) = (witness.folder / "evidence").glob("*.json")
    return json.loads(path.read_text())


def test_a_log_that_grows_is_cosigned_at_each_look(witness, config, databases):
    first = witness.do("run")
    add(config, databases, [entry(3)])
    second = witness.do("run")
    assert (first.exit_code, second.exit_code) == (0, 0), first.output + second.output
    assert "3 entries, 3 of them new" in first.output
    assert "4 entries, 1 of them new" in second.output
    assert _cosigned(databases) == [3, 4]
    assert json.loads(witness.do("show", "--json").output)["entries"] == 4


def test_more_than_a_bundle_is_read_in_parts(witness, config, databases):
    witness.do("run")
    add(config, databases, [entry(number) for number in range(3, 300)])
    assert witness.do("run").exit_code == 0
    add(config, databases, [entry(number) for number in range(300, 520)])
    assert witness.do("run").exit_code == 0
    assert _cosigned(databases) == [3, 300, 520]


def test_the_cosignature_lies_in_a_file_too(witness, config, databases):
    done = witness.do("run", "--keep")
    note = read_note((witness.folder / "cosignature.txt").read_bytes())
    assert done.exit_code == 0
    assert _cosigned(databases) == []
    assert verify_cosignature(note.text, note.signatures[0], keeping.read_key(witness.folder).public) > 0


@pytest.mark.parametrize("grows", [0, 5], ids=["of the same length", "longer"])
def test_a_log_that_forked_is_refused_for_good(witness, config, databases, grows):
    witness.do("run")
    rewrite(config, databases, [entry(1), entry(2, "other "), *(entry(n) for n in range(3, 3 + grows))])
    done = witness.do("run")
    assert done.exit_code == REFUSED
    assert "REFUSED" in done.output
    assert "forked" in done.output
    assert _cosigned(databases) == []
    evidence = _evidence(witness)
    key = read_note_key(evidence["log_key"])
    both = [verify_checkpoint(evidence[one], key)[0] for one in ("seen_before", "shown_now")]
    assert both[0].size == 3
    assert both[0].root != both[1].root
    assert evidence["entries_before"][2] != evidence["entries_now"][2]
    # Also when the log shows the old entries again: what it signed stays signed.
    rewrite(config, databases, [entry(1), entry(2)])
    assert witness.do("run").exit_code == REFUSED
    assert _cosigned(databases) == []


def test_a_log_that_shrank_is_refused(witness, config, databases):
    witness.do("run")
    rewrite(config, databases, [entry(1)])
    done = witness.do("run")
    assert done.exit_code == REFUSED
    assert "older state" in done.output
    assert _evidence(witness)["what"] == "shrank"


def test_two_sets_of_terms_of_one_wave_are_refused(witness, config, databases):
    witness.do("run")
    add(config, databases, [entry(1, "for one person ")])
    done = witness.do("run")
    assert done.exit_code == REFUSED
    assert "gaon.1" in done.output
    assert _cosigned(databases) == [3]


def test_another_key_than_the_pinned_is_refused_without_a_cosignature(witness, config, databases):
    file = witness.folder / "key.json"
    other = json.loads(file.read_text())
    other["log_key"] = "example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k"
    file.write_text(json.dumps(other))
    done = witness.do("run")
    assert done.exit_code == LATER
    assert "nothing was cosigned" in done.output
    assert json.loads(witness.do("show", "--json").output)["entries"] == 0


@pytest.mark.parametrize("lost", ["state.json", "entries"])
def test_a_witness_that_lost_its_state_stops_until_it_is_told(witness, config, databases, lost):
    witness.do("run")
    (witness.folder / lost).unlink()
    rewrite(config, databases, [entry(7)])
    done = witness.do("run")
    assert done.exit_code == FORGETFUL
    assert "STOPPED" in done.output
    assert _cosigned(databases) == []
    assert witness.do("begin-again", answer="n\n").exit_code == 1
    assert witness.do("run").exit_code == FORGETFUL
    assert witness.do("begin-again", answer="y\n").exit_code == 0
    assert witness.do("run").exit_code == 0
    assert json.loads(witness.do("show", "--json").output)["begun_again"] == 1


def test_entries_that_were_changed_on_disk_are_a_lost_state(witness):
    witness.do("run")
    file = witness.folder / "entries"
    file.write_bytes(file.read_bytes().replace(b"gaon.1", b"gaon.9"))
    assert witness.do("run").exit_code == FORGETFUL


def test_evidence_is_put_aside_and_not_deleted_when_a_person_has_looked(witness, config, databases):
    witness.do("run")
    rewrite(config, databases, [entry(1)])
    witness.do("run")
    assert witness.do("begin-again", "--yes").exit_code == 0
    assert witness.do("run").exit_code == 0
    assert len(list(witness.folder.glob("evidence-settled-*/*.json"))) == 1


def test_a_log_out_of_reach_changes_nothing(witness):
    witness.do("run")
    before = (witness.folder / "state.json").read_bytes()
    file = witness.folder / "key.json"
    file.write_text(file.read_text().replace("http://127.0.0.1:", "http://127.0.0.1:1/"))
    done = witness.do("run")
    assert done.exit_code == LATER
    assert (witness.folder / "state.json").read_bytes() == before


def test_a_log_that_does_not_know_the_witness_leaves_a_file(witness, config, served):
    file = witness.folder / "key.json"
    kept = json.loads(file.read_text())
    file.write_text(json.dumps(kept | {"log": served()}))
    done = witness.do("run")
    assert done.exit_code == LATER
    assert "did not take" in done.output
    assert (witness.folder / "cosignature.txt").exists()


def test_no_more_is_read_than_was_agreed(witness):
    address = fetching.LogAddress(keeping.read_key(witness.folder).log)
    with pytest.raises(fetching.LogIsOutOfReach, match="larger"):
        address.get("checkpoint", 10)
    with pytest.raises(fetching.LogIsOutOfReach, match="404"):
        address.get("tile/0/999", 10_000)
    with pytest.raises(fetching.LogIsOutOfReach, match="begins with"):
        fetching.LogAddress("file:///etc/passwd").get("checkpoint", 10)


def test_a_folder_has_one_witness_and_a_stranger_folder_none(witness, tmp_path):
    key = json.loads((witness.folder / "key.json").read_text())["log_key"]
    options = ("--log", "https://x.example/log", "--key", key, "--name", "a")
    assert "has a witness already" in witness.do("init", *options).output
    other = Witness(tmp_path / "other")
    assert "is missing" in other.do("run").output
    assert "1 to 120 letters" in other.do("init", *options[:-1], "with spaces").output
    assert "a key is name+id+key" in other.do("init", *options[:3], "key", "--name", "a").output
    assert (witness.folder / "key.json").stat().st_mode & 0o077 == 0
