// The public log's checkpoints, keys and tree (C2SP signed-note, tlog-checkpoint, tlog-cosignature; RFC 6962).

import { ascii, type Bytes, isEqual, ProtocolFault, sha256, toHex } from "./bytes";
import { verifyEd25519 } from "./terms";

const ED25519 = 1;
const COSIGNATURE = 4;
export const MOST_STEPS = 64;
const LONGEST_NOTE = 16_384;

/** A key that checks notes; `id` is hexadecimal, `text` the way people hand it on. */
export interface NoteKey {
  name: string;
  isWitness: boolean;
  id: string;
  publicKey: Bytes;
  text: string;
}

interface NoteSignature {
  name: string;
  id: string;
  signature: Bytes;
}

export interface Checkpoint {
  origin: string;
  size: number;
  root: Bytes;
  /** What is signed. */
  text: string;
  signatures: NoteSignature[];
}

/** Base64 with padding, as notes have it, in its canonical spelling only. */
export function fromBase64(text: string): Bytes {
  let bytes: Bytes;
  try {
    bytes = Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
  } catch {
    throw new ProtocolFault("malformed", "not base64");
  }
  if (btoa(String.fromCharCode(...bytes)) !== text) throw new ProtocolFault("malformed", "not canonical base64");
  return bytes;
}

/** Reads name+id+key, and computes the id anew. */
export async function readNoteKey(text: string): Promise<NoteKey> {
  const [, name, id, packed] = /^([^\s+]{1,120})\+([0-9a-f]{8})\+(.+)$/u.exec(text) ?? [];
  if (name === undefined || id === undefined || packed === undefined) throw new ProtocolFault("malformed", "not a key");
  const key = fromBase64(packed);
  const isKnown = key.length === 33 && (key[0] === ED25519 || key[0] === COSIGNATURE);
  const own = toHex((await sha256(ascii(`${name}\n`), key)).slice(0, 4));
  if (!isKnown || own !== id) throw new ProtocolFault("malformed", "not a key that is known here");
  return { name, isWitness: key[0] === COSIGNATURE, id, publicKey: key.slice(1), text };
}

/** Reads a checkpoint; no signature of it is verified yet. */
export function readCheckpoint(content: string): Checkpoint {
  const at = content.lastIndexOf("\n\n");
  if (content.length > LONGEST_NOTE || at < 1 || !content.endsWith("\n")) throw new ProtocolFault("malformed", "not a note");
  const text = content.slice(0, at + 1);
  const [origin, size, root, end, ...more] = text.split("\n");
  if (!origin || !size || !root || end !== "" || more.length > 0 || !/^(0|[1-9]\d{0,14})$/.test(size)) {
    throw new ProtocolFault("malformed", "not a checkpoint");
  }
  const hash = fromBase64(root);
  if (hash.length !== 32) throw new ProtocolFault("malformed", "not a root");
  const lines = content.slice(at + 2, -1).split("\n");
  return { origin, size: Number(size), root: hash, text, signatures: lines.map(readLine) };
}

function readLine(line: string): NoteSignature {
  const [, name, packed] = /^— (\S+) (\S+)$/u.exec(line) ?? [];
  if (name === undefined || packed === undefined) throw new ProtocolFault("malformed", "not a signature line");
  const content = fromBase64(packed);
  return { name, id: toHex(content.slice(0, 4)), signature: content.slice(4) };
}

/** Whether the log's key signed the checkpoint; nothing where this browser has no Ed25519. Throws when it did not. */
export async function verifyCheckpoint(checkpoint: Checkpoint, key: NoteKey): Promise<true | undefined> {
  const own = checkpoint.signatures.filter((one) => one.name === key.name && one.id === key.id);
  if (key.isWitness || checkpoint.origin !== key.name || own.length === 0) throw new ProtocolFault("checkpoint_forged");
  for (const { signature } of own) {
    const isGenuine = await verifyEd25519(key.publicKey, signature, ascii(checkpoint.text));
    if (isGenuine !== true) return failed(isGenuine);
  }
  return true;
}

/** Which of some witnesses cosigned the checkpoint; nothing where this browser has no Ed25519. */
export async function witnessesOf(checkpoint: Checkpoint, keys: NoteKey[]): Promise<string[] | undefined> {
  const found: string[] = [];
  for (const key of keys) {
    const own = checkpoint.signatures.filter((one) => one.name === key.name && one.id === key.id);
    for (const { signature } of own) {
      if (signature.length !== 72) throw new ProtocolFault("checkpoint_forged");
      const moment = new DataView(signature.buffer, signature.byteOffset).getBigUint64(0);
      const signed = ascii(`cosignature/v1\ntime ${moment}\n${checkpoint.text}`);
      const isGenuine = await verifyEd25519(key.publicKey, signature.slice(8), signed);
      if (isGenuine !== true) return failed(isGenuine);
    }
    if (own.length > 0) found.push(key.name);
  }
  return found;
}

function failed(isGenuine: false | undefined): undefined {
  if (isGenuine === false) throw new ProtocolFault("checkpoint_forged");
  return undefined;
}

export function leafHash(entry: Bytes): Promise<Bytes> {
  return sha256(Uint8Array.of(0), entry);
}

function nodeHash(left: Bytes, right: Bytes): Promise<Bytes> {
  return sha256(Uint8Array.of(1), left, right);
}

/** The root over leaf hashes in their order; a last odd one rises as it is. */
export async function rootOf(leaves: Bytes[]): Promise<Bytes> {
  let level = leaves;
  if (level.length === 0) return sha256();
  while (level.length > 1) {
    const above: Bytes[] = [];
    for (let at = 0; at + 1 < level.length; at += 2) above.push(await nodeHash(level[at]!, level[at + 1]!));
    if (level.length % 2 === 1) above.push(level.at(-1)!);
    level = above;
  }
  return level[0]!;
}

/** Follows a proof from an entry to the root of a tree (RFC 9162, 2.1.3.2); throws `not_logged`. */
export async function requireIncluded(entry: Bytes, index: number, proof: Bytes[], checkpoint: Checkpoint): Promise<void> {
  const { size, root } = checkpoint;
  if (!Number.isSafeInteger(index) || index < 0 || index >= size || proof.length > MOST_STEPS) throw new ProtocolFault("not_logged");
  let [place, last] = [BigInt(index), BigInt(size - 1)];
  let current = await leafHash(entry);
  for (const step of proof) {
    if (last === 0n) throw new ProtocolFault("not_logged");
    if (place & 1n || place === last) {
      current = await nodeHash(step, current);
      while (!(place & 1n) && place !== 0n) [place, last] = [place >> 1n, last >> 1n];
    } else {
      current = await nodeHash(current, step);
    }
    [place, last] = [place >> 1n, last >> 1n];
  }
  if (last !== 0n || !isEqual(current, root)) throw new ProtocolFault("not_logged");
}

/** The entries of a bundle, each behind its length in two bytes. */
export function readBundle(content: Bytes): Bytes[] {
  const entries: Bytes[] = [];
  const view = new DataView(content.buffer, content.byteOffset, content.length);
  for (let at = 0; at < content.length; ) {
    const length = at + 2 <= content.length ? view.getUint16(at) : content.length;
    if (at + 2 + length > content.length) throw new ProtocolFault("malformed", "this bundle is cut off");
    entries.push(content.slice(at + 2, at + 2 + length));
    at += 2 + length;
  }
  return entries;
}

