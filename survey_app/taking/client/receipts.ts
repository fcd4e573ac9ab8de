// The published receipts of a closed wave: is one's own among them, and do they give the root? Needs no network.

import { type Bytes, fromBase64url, isEqual, ProtocolFault, sha256, toBase64url } from "./bytes";
import type { Receipt } from "./protocol";
import { list, table, type Terms, verifyDocument } from "./terms";

export interface Step {
  hash: string;
  is_left: boolean;
}

/** What was found: how many ballots are in the count, and the way from one's own leaf to the root. */
export interface Inclusion {
  ballots: number;
  root: string;
  steps: Step[];
}

export async function leafOf(receipt: Receipt): Promise<Bytes> {
  return sha256(Uint8Array.of(0), fromBase64url(receipt.nullifier, 32), fromBase64url(receipt.ballot_hash, 32));
}

function node(left: Uint8Array, right: Uint8Array): Promise<Bytes> {
  return sha256(Uint8Array.of(1), left, right);
}

function compare(one: Uint8Array, other: Uint8Array): number {
  for (let at = 0; at < one.length; at++) if (one[at] !== other[at]) return one[at]! - other[at]!;
  return 0;
}

/** All levels of the tree, leaves first; a last odd node rises as it is (RFC 6962, 2.1). */
export async function treeLevels(leaves: Bytes[]): Promise<Bytes[][]> {
  const levels = [[...leaves].sort(compare)];
  for (let level = levels[0]!; level.length > 1; level = levels.at(-1)!) {
    const pairs: Promise<Bytes>[] = [];
    for (let at = 0; at + 1 < level.length; at += 2) pairs.push(node(level[at]!, level[at + 1]!));
    const above = await Promise.all(pairs);
    if (level.length % 2 === 1) above.push(level.at(-1)!);
    levels.push(above);
  }
  return levels;
}

/** Checks the published receipts and finds one's own among them; throws `not_included` when it is not there. */
export async function checkInclusion(published: unknown, terms: Terms, leaf: Bytes): Promise<Inclusion> {
  const message = table(published);
  const document = table(message.receipts);
  if (!isEqual(fromBase64url(message.key, 32), terms.signer)) throw new ProtocolFault("manifest_signature");
  await verifyDocument(document, fromBase64url(message.signature, 64), terms.signer, true);
  if (document.manifest !== terms.fingerprint) throw new ProtocolFault("other_wave");
  const levels = await treeLevels(list(document.leaves).map((leaf) => fromBase64url(leaf, 32)));
  const root = levels.at(-1)![0] ?? (await sha256());
  if (toBase64url(root) !== document.root) throw new ProtocolFault("root_wrong", "the leaves do not give the root");
  let position = levels[0]!.findIndex((found) => isEqual(found, leaf));
  if (position < 0) throw new ProtocolFault("not_included", "the receipt is not among the published ones");
  const steps: Step[] = [];
  for (const level of levels.slice(0, -1)) {
    const neighbour = level[position ^ 1];
    if (neighbour) steps.push({ hash: toBase64url(neighbour), is_left: position % 2 === 1 });
    position >>= 1;
  }
  return { ballots: levels[0]!.length, root: toBase64url(root), steps };
}

/** Follows a proof from a leaf to the root. */
export async function verifySteps(leaf: Bytes, steps: Step[], root: string): Promise<boolean> {
  let current = leaf;
  for (const step of steps) {
    const neighbour = fromBase64url(step.hash, 32);
    current = await (step.is_left ? node(neighbour, current) : node(current, neighbour));
  }
  return toBase64url(current) === root;
}

/** A receipt as the respondent keeps it. */
export function receiptFile(terms: Terms, receipt: Receipt): string {
  return `${JSON.stringify({ format: "gyeol receipt v1", wave: terms.wave, manifest: terms.fingerprint, ...receipt }, null, 2)}\n`;
}

/**
 * Reads a receipt, as a file or as the short text that the receipt page shows (its leaf), and returns its leaf.
 *
 * Throws `malformed`, or `other_wave` when a file is of another wave.
 */
export async function readReceipt(text: string, fingerprint: string): Promise<Bytes> {
  const short = text.replace(/\s/g, "");
  return /^[\w-]{43}$/.test(short) ? fromBase64url(short, 32) : leafOf(readReceiptFile(text, fingerprint));
}

function readReceiptFile(text: string, fingerprint: string): Receipt {
  let found: Record<string, unknown>;
  try {
    found = table(JSON.parse(text));
  } catch {
    throw new ProtocolFault("malformed");
  }
  if (found.format !== "gyeol receipt v1") throw new ProtocolFault("malformed");
  if (found.manifest !== fingerprint) throw new ProtocolFault("other_wave");
  return {
    nullifier: toBase64url(fromBase64url(found.nullifier, 32)),
    ballot_hash: toBase64url(fromBase64url(found.ballot_hash, 32)),
  };
}
