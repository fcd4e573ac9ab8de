"""Looks at a log once: is it signed, does it begin with all that was seen, has each wave one set of terms?

The witness keeps every entry, so it needs no proof from the log: it computes the new root from what it has
and what came, and either that is the root which the log signed, or it is not.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass

from survey_app.protocol.checkpoints import Checkpoint, cosign, verify_checkpoint
from survey_app.protocol.errors import MessageIsMalformed
from survey_app.protocol.log_entries import EntryKind
from survey_app.protocol.log_tree import leaf_hash, root_of
from survey_app.protocol.notes import LONGEST_NOTE_BYTES, SignedNote
from survey_app.protocol.tiles import LONGEST_ENTRY_BYTES, Tile, bundles_of, read_bundle
from survey_app.witness import keeping
from survey_app.witness.fetching import LogAddress, LogIsOutOfReach
from survey_app.witness.keeping import Kept, WitnessState

MOST_ENTRIES = 200_000
MOST_BUNDLE_BYTES = 2_000_000
SEVERAL_TERMS, FORKED, SHRANK, OTHER_LOG = "several-terms", "forked", "shrank", "other-log"


class LogIsRefused(Exception):
    """The log did what no log may do. `what` is the word of it, `evidence` the file that shows it."""

    def __init__(self, what: str, sentence: str, evidence: str) -> None:
        super().__init__(sentence)
        self.what, self.evidence = what, evidence


@dataclass(frozen=True, slots=True)
class Look:
    """What a look at a log found: the checkpoint, how many entries were new, and our cosignature of it."""

    checkpoint: Checkpoint
    new_entries: int
    cosignature: SignedNote


def look(kept: Kept, now: int) -> tuple[Look, Kept]:
    """Fetch, check, remember on disk, then cosign, in that order.

    Raises LogIsOutOfReach, MessageIsMalformed or CheckpointIsForged when what came is not this log's, after
    which nothing has changed; and LogIsRefused, after which evidence lies in the folder.
    """
    address = LogAddress(kept.key.log)
    shown = address.get("checkpoint", LONGEST_NOTE_BYTES).decode("utf-8", "replace")
    checkpoint, _note = verify_checkpoint(shown, kept.key.key_of_log)
    if checkpoint.size > MOST_ENTRIES:
        raise MessageIsMalformed(f"a log of more than {MOST_ENTRIES} entries is not read")
    entries = _grown(kept, checkpoint, shown, address, now)
    _require_one_for_all(kept, entries, shown, now)
    begun_again = kept.state.begun_again
    state = WitnessState(
        keeping.FORMAT, checkpoint.size, checkpoint.root.hex(), shown, now, begun_again=begun_again
    )
    keeping.save(kept.folder, state, entries)
    line = cosign(checkpoint.text, kept.key.name, kept.key.private, now)
    note = SignedNote(checkpoint.text, (line,))
    keeping.write_cosignature(kept.folder, str(note))
    found = Look(checkpoint, len(entries) - len(kept.entries), note)
    return found, Kept(kept.folder, kept.key, state, entries)


def _grown(
    kept: Kept, checkpoint: Checkpoint, shown: str, address: LogAddress, now: int
) -> tuple[bytes, ...]:
    """All entries of the log at this checkpoint, which begin with those that were seen before."""
    seen = kept.entries
    if checkpoint.size < len(seen):
        is_older = root_of(kept.leaves[: checkpoint.size]) == checkpoint.root
        how = "shows an older state than before" if is_older else "is shorter than before, and another"
        sentence = f"The log {how}: {checkpoint.size} entries, and there were {len(seen)}."
        raise _refused(kept, SHRANK, sentence, shown, (), now)
    new = _fetch(address, checkpoint.size, len(seen)) if checkpoint.size > len(seen) else ()
    entries = (*seen, *new)
    if root_of([leaf_hash(one) for one in entries]) == checkpoint.root:
        return entries
    # Is it another log, or did only its files not fit? Its own entries, from the beginning, decide.
    theirs = _fetch(address, checkpoint.size, 0)
    if root_of([leaf_hash(one) for one in theirs]) != checkpoint.root:
        raise LogIsOutOfReach("the log's entries are not those of its checkpoint; ask again later")
    sentence = f"The log has forked: its first {len(seen)} entries are not those that it showed before."
    raise _refused(kept, FORKED, sentence, shown, theirs, now)


def _fetch(address: LogAddress, size: int, start: int) -> tuple[bytes, ...]:
    found: list[bytes] = []
    for bundle in bundles_of(size, start):
        entries = read_bundle(address.get(f"tile/{bundle.path}", MOST_BUNDLE_BYTES))
        if len(entries) != bundle.width or max(map(len, entries), default=0) > LONGEST_ENTRY_BYTES:
            raise MessageIsMalformed("a bundle has not the entries that its name says")
        found += entries[max(0, start - bundle.index * Tile(None, 0).width) :]
    return tuple(found)


def _require_one_for_all(kept: Kept, entries: Sequence[bytes], shown: str, now: int) -> None:
    """The log says who it is with the pinned key, and no wave has two sets of terms."""
    read = [_read(entry) for entry in entries]
    if not read or read[0].get("kind") != EntryKind.LOG or read[0].get("key") != kept.key.log_key:
        raise _refused(kept, OTHER_LOG, "The log begins as another one.", shown, entries, now)
    terms: dict[object, object] = {}
    for entry in read:
        if entry.get("kind") != EntryKind.TERMS:
            continue
        wave, fingerprint = entry.get("wave"), entry.get("fingerprint")
        if terms.setdefault(wave, fingerprint) != fingerprint:
            sentence = f"The log holds two sets of terms of the wave {wave}: somebody was given others."
            raise _refused(kept, SEVERAL_TERMS, sentence, shown, entries, now)


def _read(entry: bytes) -> dict[str, object]:
    try:
        found = json.loads(entry)
    except (ValueError, RecursionError) as fault:
        raise MessageIsMalformed("an entry of the log is no JSON") from fault
    if not isinstance(found, dict):
        raise MessageIsMalformed("an entry of the log is no object")
    return found


def _refused(
    kept: Kept, what: str, sentence: str, shown: str, entries: Sequence[bytes], now: int
) -> LogIsRefused:
    path = keeping.keep_evidence(kept, what, shown, entries, now)
    return LogIsRefused(what, sentence, str(path))
