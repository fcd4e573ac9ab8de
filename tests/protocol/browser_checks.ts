// Runs the browser's half of the protocol under node. Input: JSON on stdin; output: one JSON object on stdout, in which
// each fact is true or the fault's text, and `values` is for the Python side to look at.
import { readFileSync } from "node:fs";
import { BlindRSA, Params } from "@cloudflare/blindrsa-ts";
import { canonicalJson, fromBase64url, fromHex, ProtocolFault, toBase64url, toHex } from "../../survey_app/taking/client/bytes";
import { findIdentifying, findPassages } from "../../survey_app/taking/client/identifying";
import * as protocol from "../../survey_app/taking/client/protocol";
import * as receipts from "../../survey_app/taking/client/receipts";
import { readRecovery, writeRecovery } from "../../survey_app/taking/client/recovery";
import * as server from "../../survey_app/taking/client/server";
import { checkCarrying, checkRelays } from "./relay_checks";

const { vectors, rfc, oblivious, binary, base, changed, comments } = JSON.parse(readFileSync(0, "utf8"));
const facts: Record<string, true | string> = {};
const values: Record<string, unknown> = {};

async function fact(name: string, body: () => Promise<unknown>): Promise<void> {
  try {
    const found = await body();
    facts[name] = found === true ? true : `returned ${JSON.stringify(found)}`;
  } catch (fault) {
    facts[name] = String((fault as Error).stack ?? fault);
  }
}

async function refused(code: string, body: () => Promise<unknown>): Promise<boolean> {
  try {
    await body();
  } catch (fault) {
    if (fault instanceof ProtocolFault && fault.code === code) return true;
    throw fault;
  }
  return false;
}

/** Makes crypto.getRandomValues give these bytes, one array after the other, while `body` runs. */
async function withRandom<Result>(given: Uint8Array[], body: () => Promise<Result>): Promise<Result> {
  const original = crypto.getRandomValues;
  const left = [...given];
  crypto.getRandomValues = ((target: Uint8Array) => {
    target.set(left.shift()!);
    return target;
  }) as typeof crypto.getRandomValues;
  try {
    return await body();
  } finally {
    crypto.getRandomValues = original;
  }
}

function inverseOf(value: bigint, modulus: bigint): bigint {
  let [r0, r1, s0, s1] = [modulus, value % modulus, 0n, 1n];
  while (r1 > 0n) {
    const quotient = r0 / r1;
    [r0, r1, s0, s1] = [r1, r0 - quotient * r1, s1, s0 - quotient * s1];
  }
  return ((s0 % modulus) + modulus) % modulus;
}

function bigBytes(value: bigint, length: number) {
  return fromHex(value.toString(16).padStart(2 * length, "0"));
}

const plain = (hex: string) => fromHex(hex.replace(/^0x/, ""));

for (const vector of rfc) {
  await fact(vector.name, async () => {
    const parameters = Object.values(Params).find((found) => found.name === vector.name)!;
    const suite = new BlindRSA({ ...parameters, supportsRSARAW: false } as never);
    const [n, inverse] = [BigInt(vector.n), BigInt(vector.inv)];
    const part = (hex: string) => toBase64url(plain(hex));
    const jwk = { kty: "RSA", alg: "PS384", ext: true, n: part(vector.n), e: part(vector.e) };
    const key = await crypto.subtle.importKey("jwk", jwk, { name: "RSA-PSS", hash: "SHA-384" }, true, ["verify"]);
    const prepared = await withRandom([plain(vector.msg_prefix)], async () => suite.prepare(plain(vector.msg)));
    const random = [plain(vector.salt), bigBytes(inverseOf(inverse, n), 512)];
    const blinded = await withRandom(random, () => suite.blind(key, prepared));
    const signature = await suite.finalize(key, prepared, plain(vector.blind_sig), blinded.inv);
    return (
      toHex(prepared) === vector.input_msg.replace(/^0x/, "") &&
      toHex(blinded.blindedMsg) === vector.blinded_msg.replace(/^0x/, "") &&
      toHex(signature) === vector.sig.replace(/^0x/, "")
    );
  });
}

const served = vectors.manifest.message;
const terms = await protocol.readTerms(served, vectors.manifest.fingerprint);
const credential = { pool: "hq", token: toBase64url(fromHex(vectors.credential.prepared)), signature: vectors.credential.signature };
const given = { unit: "A01", answers: { Q1: 5, Q2: "na", Q3: null }, background: { tenure: "5-10" }, comments: { C1: '회의가 "너무" 길어요.\n짧게! 😀' } } as const;

await fact("canonical JSON is the same", async () => canonicalJson(served.manifest) === vectors.manifest.canonical);
await fact("floats and halves of surrogates are refused", async () =>
  (await refused("not_canonical", async () => canonicalJson({ a: 1.5 }))) && (await refused("not_canonical", async () => canonicalJson("\ud800"))));
await fact("the terms are the same", async () =>
  terms.fingerprint === vectors.manifest.fingerprint &&
  toHex(terms.tag) === vectors.credential.wave_tag &&
  protocol.spokenFingerprint(terms.fingerprint) === vectors.manifest.spoken_fingerprint &&
  protocol.isPinned(terms.fingerprint, vectors.manifest.spoken_fingerprint.toLowerCase().replaceAll("-", " ")) &&
  terms.poolOfUnit.get("B01") === "field");
await fact("a changed manifest is refused", () =>
  refused("manifest_signature", () => protocol.readTerms({ ...served, manifest: { ...served.manifest, opens_on: "2026-03-01" } })));
await fact("a manifest signed in another context is refused", () =>
  refused("manifest_signature", () => protocol.readTerms({ ...served, signature: vectors.signatures["gyeol release v1"] })));
await fact("other terms than the pinned are refused", () => refused("manifest_not_pinned", () => protocol.readTerms(served, "00".repeat(32))));
await fact("terms signed anew are refused under the old fingerprint", () =>
  refused("manifest_not_pinned", () => protocol.readTerms(changed.resigned, vectors.manifest.fingerprint)));
await fact("a swapped pool key is refused", () => refused("key_not_in_manifest", () => protocol.readTerms(changed.swapped)));
await fact("a pool that is not in the manifest is refused", () => refused("key_not_in_manifest", () => protocol.beginCredential(terms, "only-you")));
await fact("a browser without Ed25519 relies on the pinned fingerprint and on nothing else", async () => {
  const original = crypto.subtle.importKey;
  crypto.subtle.importKey = (async (...all: unknown[]) => {
    if (all[2] === "Ed25519") throw new DOMException("no", "NotSupportedError");
    return (original as any).apply(crypto.subtle, all);
  }) as never;
  try {
    await protocol.readTerms(served, vectors.manifest.fingerprint);
    return (
      (await refused("browser_too_old", () => protocol.readTerms(served))) &&
      (await refused("manifest_not_pinned", () => protocol.readTerms(served, "00".repeat(32))))
    );
  } finally {
    crypto.subtle.importKey = original;
  }
});

await fact("the vector's token is blinded to the same message", async () => {
  const { credential: vector } = vectors;
  const key = terms.pools.get("hq")!;
  const n = BigInt(`0x${toHex(fromBase64url((await crypto.subtle.exportKey("jwk", key)).n))}`);
  const random = [
    fromHex(vector.token_random),
    fromHex(vector.prefix),
    fromHex(vector.salt),
    bigBytes(inverseOf(BigInt(`0x${vector.inverse}`), n), 384),
  ];
  const pending = await withRandom(random, () => protocol.beginCredential(terms, "hq"));
  const finished = await protocol.finishCredential(terms, pending, vector.blind_signature);
  return pending.blinded === vector.blinded && toHex(fromBase64url(pending.prepared)) === vector.prepared && finished.signature === vector.signature;
});
await fact("Python's signature verifies", async () => (await protocol.checkCredential(terms, credential)) === undefined);
await fact("a forged credential is refused", () =>
  refused("forged", () => protocol.checkCredential(terms, { ...credential, pool: "field" })));
await fact("a signature that does not verify is refused", async () =>
  refused("forged", async () => protocol.finishCredential(terms, await protocol.beginCredential(terms, "hq"), vectors.credential.blind_signature)));

await fact("a ballot is written as Python writes it", async () =>
  new TextDecoder().decode(protocol.encodeBallot(terms, given)) === vectors.ballot.plaintext);
await fact("a ballot that does not fit is not sealed", () =>
  refused("ballot_too_long", () => protocol.sealBallot(terms, credential, { ...given, comments: { C1: "가".repeat(400) } })));
await fact("every sealed ballot has one size", async () => {
  const first = await protocol.sealBallot(terms, credential, given);
  const second = await protocol.sealBallot(terms, credential, { ...given, comments: {} });
  values.sealed = first.ballot;
  return fromBase64url(first.ballot).length === 1024 + 81 && fromBase64url(second.ballot).length === 1024 + 81;
});
await checkRelays({ fact, refused, terms, vectors, oblivious, binary, changed });
await fact("receipts are the same", async () => {
  const receipt = await protocol.receiptOf({ ...credential, ballot: vectors.ballot.sealed });
  const { receipt: expected, leaf } = vectors.receipts;
  return receipt.nullifier === expected.nullifier && receipt.ballot_hash === expected.ballot_hash && toHex(await receipts.leafOf(receipt)) === leaf;
});
await fact("a receipt is found among the published, with the same proof", async () => {
  const found = await receipts.checkInclusion(vectors.receipts.published, terms, await receipts.leafOf(vectors.receipts.receipt));
  const leaf = await receipts.leafOf(vectors.receipts.receipt);
  return (
    found.ballots === 7 &&
    JSON.stringify(found.steps) === JSON.stringify(vectors.receipts.proof) &&
    (await receipts.verifySteps(leaf, found.steps, found.root)) &&
    !(await receipts.verifySteps(leaf, found.steps.slice(1), found.root))
  );
});
await fact("a receipt that was not counted is told so", () =>
  refused("not_included", () => receipts.checkInclusion(vectors.receipts.published, terms, new Uint8Array(32))));
await fact("published receipts with a leaf taken out are refused", () => {
  const { published } = vectors.receipts;
  return refused("manifest_signature", () => receipts.checkInclusion({ ...published, receipts: { ...published.receipts, leaves: published.receipts.leaves.slice(1) } }, terms, new Uint8Array(32)));
});
await fact("a receipt file is read again", async () => {
  const file = receipts.receiptFile(terms, vectors.receipts.receipt);
  const read = [await receipts.readReceipt(file, terms.fingerprint), await receipts.readReceipt(` ${toBase64url(fromHex(vectors.receipts.leaf))}\n`, "")];
  return (
    read.every((leaf) => toHex(leaf) === vectors.receipts.leaf) &&
    (await refused("other_wave", () => receipts.readReceipt(file, "00"))) &&
    (await refused("malformed", () => receipts.readReceipt("{}", "")))
  );
});
await fact("a recovery file gives the credential back, locked or not", async () => {
  const open = await writeRecovery(terms, credential, "");
  const locked = await writeRecovery(terms, credential, "감나무 아래");
  return (
    (await readRecovery(open, terms, "")).signature === credential.signature &&
    (await readRecovery(locked, terms, " 감나무 아래".normalize("NFD"))).token === credential.token &&
    !locked.includes(credential.token) &&
    (await refused("passphrase_wrong", () => readRecovery(locked, terms, "다른 문장"))) &&
    (await refused("other_wave", () => readRecovery(open.replace(terms.fingerprint, "00".repeat(32)), terms, ""))) &&
    (await refused("malformed", () => readRecovery("nonsense", terms, "")))
  );
});

await fact("each kind of what a comment gives away is named once", async () =>
  findIdentifying("김철수 과장, 박 팀장 010-1234-5678").join() === "name,phone");
values.passages = comments.map(findPassages);

if (base) {
  const wave = terms.wave;
  const urls = { manifest: `${base}/waves/${wave}/manifest.json`, credential: `${base}/invite/${wave}/credential`, ballots: `${base}/take/${wave}/ballots`, receipts: `${base}/take/${wave}/receipts.json` };
  await fact("the whole journey runs against a server in Python", async () => {
    const fetched = await server.fetchTerms(urls.manifest, wave, vectors.manifest.fingerprint);
    const kept: protocol.Pending[] = [];
    const keep = async (pending: protocol.Pending) => void kept.push(pending);
    const pending = await protocol.beginCredential(fetched, "hq");
    const got = await server.fetchCredential(urls.credential, fetched, "secret-field", pending, keep);
    const again = await server.fetchCredential(urls.credential, fetched, "secret-field", kept.at(-1)!, keep);
    const deposit = await protocol.sealBallot(fetched, got, given);
    const receipt = await server.sendDeposit(urls.ballots, deposit);
    const repeated = await server.sendDeposit(urls.ballots, deposit);
    const other = await protocol.sealBallot(fetched, got, given);
    const found = await receipts.checkInclusion(await server.fetchPublished(urls.receipts), fetched, await receipts.leafOf(receipt));
    values.journey = { nullifier: receipt.nullifier, pool: got.pool };
    return (
      got.pool === "field" && kept.length === 3 && got.signature === again.signature &&
      receipt.ballot_hash === repeated.ballot_hash && found.ballots === 1 &&
      (await refused("spent", () => server.sendDeposit(urls.ballots, other))) &&
      (await refused("used", () => server.fetchCredential(urls.credential, fetched, "secret-field", pending, keep))) &&
      (await refused("unknown", () => server.fetchCredential(urls.credential, fetched, "guess", pending, keep)))
    );
  });
  await checkCarrying({ fact, refused, vectors, base, urls, given });
  await fact("a server that cannot be reached gives no answer, which is not a refusal", async () => {
    try {
      await server.fetchTerms("http://127.0.0.1:9/manifest.json", wave);
    } catch (fault) {
      return fault instanceof server.NoAnswer;
    }
    return false;
  });
}

process.stdout.write(JSON.stringify({ facts, values }));
