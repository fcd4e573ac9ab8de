// One set of terms for all: what terms made for one person can't show. Checked before anything is asked or sent.
//
// Such terms are signed like all others. But their pool is small, or the public log does not hold them, or nobody else
// has seen the log that does. The other half is survey_app/protocol/one_for_all.py.

import { ascii, canonicalJson, fromBase64url, isEqual, ProtocolFault } from "./bytes";
import { type Checkpoint, MOST_STEPS, type NoteKey, readCheckpoint, readNoteKey, requireIncluded, verifyCheckpoint, witnessesOf } from "./public_log";
import { list, type Table, table, type Terms, text, verifyDocument } from "./terms";

const SMALLEST_POOL_EVER = 10;

/** Where terms stand in the public log, and who has cosigned what the log shows. */
export interface Logged {
  index: number;
  size: number;
  witnesses: string[];
  /** How many witnesses the terms ask for. */
  required: number;
}

/** Checks terms against the message of inclusion.json; throws the word of what is wrong. */
export async function requireForAll(terms: Terms, message: unknown): Promise<Logged> {
  requirePools(terms.document);
  const served = table(message);
  const first = table(served.first);
  const document = table(first.document);
  const key = await keyOfLog(document, first, terms);
  const checkpoint = readCheckpoint(text(served.checkpoint));
  // As with the terms' own signature: without Ed25519 the letter's check letters decide, and nothing else.
  if (!(await verifyCheckpoint(checkpoint, key)) && !terms.isPinned) throw new ProtocolFault("browser_too_old");
  await included(document, 0, first.proof, checkpoint);
  const index = number(served.index);
  await included({ kind: "terms", wave: terms.wave, fingerprint: terms.fingerprint }, index, served.proof, checkpoint);
  const named = await namedWitnesses(terms.document);
  const witnesses = await witnessesOf(checkpoint, named.keys);
  if (!witnesses && !terms.isPinned) throw new ProtocolFault("browser_too_old");
  if (witnesses && witnesses.length < named.required) throw new ProtocolFault("not_witnessed");
  return { index, size: checkpoint.size, witnesses: witnesses ?? [], required: named.required };
}

/** Each pool has as many people as the terms promise; one that is all of the institution at least ten. */
export function requirePools(document: Table): void {
  const heads = new Map(list(document.units).map((unit) => [text(table(unit).code), number(table(unit).headcount)]));
  const pools = list(document.pools).map(table);
  const promised = number(table(document.policy).smallest_pool);
  const pooled = new Set<string>();
  for (const pool of pools) {
    const units = list(pool.units).map(text);
    const invited = number(pool.invited);
    const people = units.reduce((sum, unit) => sum + (heads.get(unit) ?? Number.NaN), 0);
    if (people !== invited || units.some((unit) => pooled.has(unit))) throw new ProtocolFault("malformed", "a pool is not its units");
    const isEverybody = pools.length === 1 && units.length === heads.size;
    if (invited < (isEverybody ? SMALLEST_POOL_EVER : Math.max(promised, SMALLEST_POOL_EVER))) throw new ProtocolFault("pool_too_small");
    for (const unit of units) pooled.add(unit);
  }
}

/** The witnesses that terms name; terms from before there was a log name none. */
export async function namedWitnesses(document: Table): Promise<{ keys: NoteKey[]; required: number }> {
  if (document.log === undefined || document.log === null) return { keys: [], required: 0 };
  const log = table(document.log);
  const keys = await Promise.all(list(log.witnesses).map((key) => readNoteKey(text(key))));
  const required = number(log.required);
  const isOnce = keys.every((key, at) => keys.findIndex((other) => isEqual(other.publicKey, key.publicKey)) === at);
  if (!isOnce || required > keys.length || keys.some((key) => !key.isWitness)) throw new ProtocolFault("malformed", "no such witnesses");
  return { keys, required };
}

/** The key that the log's first entry and the terms name, which the terms' signer vouches for. */
async function keyOfLog(document: Table, first: Table, terms: Terms): Promise<NoteKey> {
  if (document.kind !== "log") throw new ProtocolFault("not_logged");
  if (!isEqual(fromBase64url(document.signer, 32), terms.signer)) throw new ProtocolFault("signer_other");
  await verifyDocument(document, fromBase64url(first.signature, 64), terms.signer, terms.isPinned);
  const key = await readNoteKey(text(document.key));
  if (key.name !== document.origin) throw new ProtocolFault("malformed", "a log's key has the name of its origin");
  const named = terms.document.log;
  if (named !== undefined && named !== null) {
    if (table(named).key !== key.text || table(named).origin !== key.name) throw new ProtocolFault("not_logged");
  }
  return key;
}

function included(entry: Table, index: number, proof: unknown, checkpoint: Checkpoint): Promise<void> {
  const steps = list(proof).map((step) => fromBase64url(step, 32));
  if (steps.length > MOST_STEPS) throw new ProtocolFault("malformed", "no proof has so many steps");
  return requireIncluded(ascii(canonicalJson(entry)), index, steps, checkpoint);
}

function number(value: unknown): number {
  if (typeof value !== "number" || !Number.isSafeInteger(value) || value < 0) throw new ProtocolFault("malformed", "not a whole number");
  return value;
}
