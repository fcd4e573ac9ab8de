"""A trustee's file: it opens with its passphrase only, and says what is wrong with it."""

import json

import pytest

from survey_app.protocol import key_file
from survey_app.protocol.encoding import to_base64url
from survey_app.protocol.errors import PassphraseIsTooShort, PassphraseIsWrong, ShareIsDamaged
from tests.protocol.ceremonies import empty, first_visit

PASSPHRASE = "감나무 아래 서 있는 두 사람"


def test_a_file_gives_the_part_back_with_its_passphrase_only():
    record, _ = first_visit(empty(), 1)
    _, part = first_visit(record, 2)
    text = key_file.write_key_file(part, PASSPHRASE, rounds=1000)
    assert key_file.read_key_file(text).open(f" {PASSPHRASE} ") == part
    with pytest.raises(PassphraseIsWrong):
        key_file.read_key_file(text).open(PASSPHRASE + "!")
    for damaged in (text.replace('"index": 2', '"index": 1'), text[:-9], "", "[]", "{}", "null"):
        with pytest.raises(ShareIsDamaged):
            key_file.read_key_file(damaged)
    with pytest.raises(PassphraseIsTooShort):
        key_file.write_key_file(part, "열두자가안되는말")
    assert to_base64url(part.seed) not in text
    assert part.seed.hex() not in repr(part)


def test_a_rewritten_file_does_not_open_and_asks_for_no_endless_effort():
    _, part = first_visit(empty(), 1)
    document = json.loads(key_file.write_key_file(part, PASSPHRASE, rounds=1000))

    def rewritten(change) -> str:
        copied = json.loads(json.dumps(document))
        del copied["checksum"]
        change(copied)
        return json.dumps(copied | {"checksum": key_file._checksum(copied)})

    with pytest.raises(PassphraseIsWrong):
        key_file.read_key_file(rewritten(lambda one: one.update(index=2))).open(PASSPHRASE)
    with pytest.raises(ShareIsDamaged):
        key_file.read_key_file(rewritten(lambda one: one["lock"].update(rounds=2**40)))
