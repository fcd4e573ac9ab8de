// A trustee's file: the seed of their part, locked with a passphrase. Python's half is protocol/key_file.py.

import { ascii, type Bytes, canonicalJson, fromBase64url, ProtocolFault, randomBytes, toBase64url } from "../../taking/client/bytes";
import { table } from "../../taking/client/terms";
import { canonicalHash, type Document, readTerms } from "./ceremony";
import { Part, SEED_BYTES } from "./part";

const FORMAT = "gyeol trustee key v1";
const KDF = "PBKDF2-HMAC-SHA-256";
const ROUNDS = 600_000;
export const SHORTEST_PASSPHRASE = 12;

function normalized(passphrase: string): string {
  return passphrase.normalize("NFKC").trim();
}

async function keyOf(passphrase: string, salt: Bytes, rounds: number): Promise<CryptoKey> {
  const material = await crypto.subtle.importKey("raw", ascii(normalized(passphrase)), "PBKDF2", false, ["deriveKey"]);
  const how = { name: "PBKDF2", hash: "SHA-256", salt, iterations: rounds };
  return crypto.subtle.deriveKey(how, material, { name: "AES-GCM", length: 256 }, false, ["encrypt", "decrypt"]);
}

/** Throws passphrase_short. */
export async function writeKeyFile(part: Part, passphrase: string): Promise<string> {
  if ([...normalized(passphrase)].length < SHORTEST_PASSPHRASE) throw new ProtocolFault("passphrase_short");
  const [salt, nonce] = [randomBytes(16), randomBytes(12)];
  const seen = Object.fromEntries([...part.seen].map(([index, hash]) => [String(index), hash]));
  const header: Document = { format: FORMAT, ceremony: part.terms.document, index: part.index, seen };
  const key = await keyOf(passphrase, salt, ROUNDS);
  const sealed = await crypto.subtle.encrypt({ name: "AES-GCM", iv: nonce, additionalData: ascii(canonicalJson(header)) }, key, part.seed);
  const locked = toBase64url(new Uint8Array(sealed));
  const document: Document = { ...header, lock: { kdf: KDF, rounds: ROUNDS, salt: toBase64url(salt), nonce: toBase64url(nonce), locked } };
  return `${JSON.stringify({ ...document, checksum: await canonicalHash(document) }, null, 2)}\n`;
}

/** Reads and opens a file. Throws share_damaged or passphrase_wrong. */
export async function openKeyFile(text: string, passphrase: string): Promise<Part> {
  const damaged = new ProtocolFault("share_damaged");
  let header: Document;
  let lock: Document;
  let part: (seed: Bytes) => Part;
  try {
    const { checksum, ...document } = table(JSON.parse(text));
    if (document.format !== FORMAT || (await canonicalHash(document)) !== checksum) throw damaged;
    lock = table(document.lock);
    header = { format: document.format, ceremony: document.ceremony, index: document.index, seen: document.seen };
    const [terms, index] = [await readTerms(document.ceremony), Number(document.index)];
    const seen = new Map(Object.entries(table(document.seen)).map(([one, hash]) => [Number(one), String(hash)]));
    if (lock.kdf !== KDF || typeof lock.rounds !== "number" || !(lock.rounds >= 1000 && lock.rounds <= 10_000_000)) throw damaged;
    part = (seed) => new Part(terms, index, seed, seen);
  } catch {
    throw damaged;
  }
  const key = await keyOf(passphrase, fromBase64url(lock.salt, 16), lock.rounds as number);
  const how = { name: "AES-GCM", iv: fromBase64url(lock.nonce, 12), additionalData: ascii(canonicalJson(header)) };
  try {
    return part(new Uint8Array(await crypto.subtle.decrypt(how, key, fromBase64url(lock.locked, SEED_BYTES + 16))));
  } catch {
    throw new ProtocolFault("passphrase_wrong");
  }
}
