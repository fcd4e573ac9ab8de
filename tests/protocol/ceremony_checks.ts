// Runs the browser's half of the key ceremony under node. Input: JSON on stdin; output: facts and values, as browser_checks.ts.
import { readFileSync } from "node:fs";
import { fromBase64url, fromHex, isEqual, join, ProtocolFault, toHex } from "../../survey_app/taking/client/bytes";
import { CeremonyRecord, readTerms, TrusteeCheated } from "../../survey_app/trustees/client/ceremony";
import { openWithSharedPoint } from "../../survey_app/trustees/client/hpke_steps";
import { openKeyFile, writeKeyFile } from "../../survey_app/trustees/client/key_file";
import { randomScalar, SecretScalar, toScalarBytes, weightedSum } from "../../survey_app/trustees/client/p256";
import { makePartials } from "../../survey_app/trustees/client/partials";
import { Part } from "../../survey_app/trustees/client/part";
import { ABOUT, checkKnowledge, proveKnowledge } from "../../survey_app/trustees/client/proofs";

const { vectors, records, five, many } = JSON.parse(readFileSync(0, "utf8"));
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

async function refusedAs(body: () => Promise<unknown>): Promise<string> {
  try {
    await body();
  } catch (fault) {
    if (fault instanceof TrusteeCheated) return `${fault.code} ${fault.index}`;
    if (fault instanceof ProtocolFault) return fault.code;
    throw fault;
  }
  return "nothing";
}

const { rfc9180 } = vectors;
await fact("RFC 9180's vector opens with the shared point", async () => {
  const shared = await (await SecretScalar.of(BigInt(`0x${rfc9180.private_key}`))).times(fromHex(rfc9180.encapsulated));
  const sealed = join(fromHex(rfc9180.encapsulated), fromHex(rfc9180.ciphertext));
  const opened = await openWithSharedPoint(sealed, shared, fromHex(rfc9180.recipient), fromHex(rfc9180.info), fromHex(rfc9180.aad));
  return toHex(opened) === rfc9180.plaintext;
});
await fact("secrets are multiplied as public numbers are", async () => {
  for (let turn = 0; turn < 20; turn++) {
    const [secret, other] = [randomScalar(), randomScalar()];
    const base = await (await SecretScalar.of(other)).timesGenerator();
    if (!isEqual(await (await SecretScalar.of(secret)).times(base), weightedSum([secret], [base]))) return secret.toString();
  }
  return true;
});
const record = await CeremonyRecord.read(vectors.record);
await fact("the record holds and gives the same key", async () =>
  record.isComplete &&
  toHex(record.terms.hash) === vectors.terms_hash &&
  (await record.transcript()) === vectors.transcript &&
  toHex(record.publicKey) === vectors.public_key &&
  record.trustees.every((index) => toHex(record.verificationPoint(index)) === vectors.verification_points[index - 1]));
await fact("Python's files open, and give the same shares", async () => {
  for (const [at, text] of vectors.key_files.entries()) {
    const part = await openKeyFile(text, vectors.passphrase);
    if (toHex(part.seed) !== vectors.seeds[at] || toHex(toScalarBytes(await part.share(record))) !== vectors.shares[at]) return at;
  }
  return true;
});
await fact("a wrong passphrase is told from a damaged file", async () => {
  const text: string = vectors.key_files[0];
  return (
    (await refusedAs(() => openKeyFile(text, "not the passphrase"))) === "passphrase_wrong" &&
    (await refusedAs(() => openKeyFile(text.replace('"index": 1', '"index": 2'), vectors.passphrase))) === "share_damaged"
  );
});
await fact("a proof of another context is none", async () => {
  const [secret, message] = [randomScalar(), fromHex("00")];
  const open = await (await SecretScalar.of(secret)).timesGenerator();
  const proof = await proveKnowledge(secret, ABOUT.message, message);
  await checkKnowledge(proof, open, ABOUT.message, message);
  return (await refusedAs(() => checkKnowledge(proof, open, ABOUT.share, message))) === "proof_wrong";
});
for (const [name, { document, refusal }] of Object.entries(records as Record<string, { document: unknown; refusal: string }>)) {
  await fact(`refused as in Python: ${name}`, async () => {
    const found = await refusedAs(async () => {
      const [cheat] = await (await CeremonyRecord.read(document)).cheats();
      if (cheat) throw cheat;
    });
    return found === refusal || found;
  });
}

// A whole ceremony here, for Python to read: two visits each, and how long the longest visit took.
const slowest = { first: 0, second: 0 };
let document: { terms: unknown; messages: unknown[] } = { terms: five, messages: [] };
const files: string[] = [];
const post = (messages: unknown[]) => {
  document = { ...document, messages: [...document.messages, ...messages] };
};
for (const index of (await readTerms(five)).holders.map((_, at) => at + 1)) {
  const start = performance.now();
  const found = await CeremonyRecord.read(document);
  const part = await Part.begin(found, index);
  const hello = await part.hello();
  await found.add(hello);
  const dealings = await part.deal(found);
  files.push(await writeKeyFile(part, vectors.passphrase));
  post([hello, ...dealings]);
  slowest.first = Math.max(slowest.first, performance.now() - start);
}
for (const text of files) {
  const start = performance.now();
  const part = await openKeyFile(text, vectors.passphrase);
  const found = await CeremonyRecord.read(document);
  const dealings = await part.deal(found);
  for (const one of dealings) await found.add(one);
  post([...dealings, await part.confirm(found)]);
  slowest.second = Math.max(slowest.second, performance.now() - start);
}
values.ceremony = document;
values.files = files;
values.slowest = slowest;

const part = await openKeyFile(vectors.key_files[2], vectors.passphrase);
const share = await part.share(record);
const terms = { wave: record.terms.wave, fingerprint: vectors.manifest };
values.partials = await makePartials(share, 3, vectors.points.map((point: string) => fromBase64url(point)), terms);
const start = performance.now();
values.many = await makePartials(share, 3, many.map((point: string) => fromBase64url(point)), terms);
values.many_ms = performance.now() - start;

process.stdout.write(JSON.stringify({ facts, values }));
