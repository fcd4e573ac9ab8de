// Runs the browser's half of the public log under node. Input: JSON on stdin; output: what became of each case.
import { readFileSync } from "node:fs";
import { ascii, fromBase64url, ProtocolFault, toHex } from "../../survey_app/taking/client/bytes";
import { requireForAll } from "../../survey_app/taking/client/one_for_all";
import { leafHash, readBundle, readCheckpoint, readNoteKey, requireIncluded, rootOf } from "../../survey_app/taking/client/public_log";
import { readTerms } from "../../survey_app/taking/client/terms";

const { vectors, cases, notes, keys } = JSON.parse(readFileSync(0, "utf8"));

/** The word of a refusal, or what `body` said. */
async function told(body: () => Promise<unknown>): Promise<unknown> {
  try {
    return await body();
  } catch (fault) {
    if (fault instanceof ProtocolFault) return fault.code;
    throw fault;
  }
}

async function withoutEd25519<Result>(body: () => Promise<Result>): Promise<Result> {
  const original = crypto.subtle.importKey;
  crypto.subtle.importKey = (async (...all: unknown[]) => {
    if (all[2] === "Ed25519") throw new DOMException("no", "NotSupportedError");
    return (original as any).apply(crypto.subtle, all);
  }) as never;
  try {
    return await body();
  } finally {
    crypto.subtle.importKey = original;
  }
}

const found: Record<string, unknown> = {};
for (const one of cases) {
  const judge = () => told(async () => requireForAll(await readTerms(one.message, one.pinned), one.inclusion));
  found[one.name] = await (one.withoutEd25519 ? withoutEd25519(judge) : judge());
}

const { log } = vectors;
const leaves = await Promise.all(log.entries.map((entry: string) => leafHash(ascii(entry))));
const checkpoint = readCheckpoint(log.inclusion.checkpoint);
console.log(
  JSON.stringify({
    cases: found,
    leaves: leaves.map(toHex),
    roots: await Promise.all([...Array(leaves.length + 1).keys()].map(async (size) => toHex(await rootOf(leaves.slice(0, size))))),
    bundle: readBundle(fromBase64url(log.bundle)).map((entry) => new TextDecoder().decode(entry)),
    keys: await Promise.all([log.key, ...Object.values<string>(log.witnesses)].map(async (key) => (await readNoteKey(key)).name)),
    root: toHex(checkpoint.root),
    proofs: await Promise.all(
      log.entries.map((entry: string, at: number) =>
        told(async () => requireIncluded(ascii(entry), at, log.inclusion.proof.map((step: string) => fromBase64url(step)), checkpoint)),
      ),
    ),
    notes: await Promise.all(notes.map((note: string) => told(async () => readCheckpoint(note).size))),
    wrongKeys: await Promise.all(keys.map((key: string) => told(async () => (await readNoteKey(key)).name))),
  }),
);
