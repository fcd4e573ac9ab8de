// The recovery file: a credential that outlives a lost device, locked with a passphrase if one is given.

import { ascii, type Bytes, canonicalJson, fromBase64url, ProtocolFault, randomBytes, toBase64url } from "./bytes";
import { checkCredential, type Credential } from "./protocol";
import { table, type Terms } from "./terms";

const FORMAT = "gyeol recovery v1";
const ROUNDS = 600_000;

async function keyOf(passphrase: string, salt: Bytes, rounds: number): Promise<CryptoKey> {
  const typed = ascii(passphrase.normalize("NFKC").trim());
  const material = await crypto.subtle.importKey("raw", typed, "PBKDF2", false, ["deriveKey"]);
  const how = { name: "PBKDF2", hash: "SHA-256", salt, iterations: rounds };
  return crypto.subtle.deriveKey(how, material, { name: "AES-GCM", length: 256 }, false, ["encrypt", "decrypt"]);
}

/** Writes the file; an empty passphrase leaves the credential readable, and the page says so. */
export async function writeRecovery(terms: Terms, credential: Credential, passphrase: string): Promise<string> {
  const header = { format: FORMAT, wave: terms.wave, manifest: terms.fingerprint };
  if (passphrase.trim() === "") return `${JSON.stringify({ ...header, credential }, null, 2)}\n`;
  const [salt, nonce] = [randomBytes(16), randomBytes(12)];
  const key = await keyOf(passphrase, salt, ROUNDS);
  const how = { name: "AES-GCM", iv: nonce, additionalData: ascii(canonicalJson(header)) };
  const locked = await crypto.subtle.encrypt(how, key, ascii(JSON.stringify(credential)));
  const lock = { rounds: ROUNDS, salt: toBase64url(salt), nonce: toBase64url(nonce), locked: toBase64url(new Uint8Array(locked)) };
  return `${JSON.stringify({ ...header, lock }, null, 2)}\n`;
}

/** Reads the file and checks the credential. Throws malformed, other_wave, passphrase_wrong or forged. */
export async function readRecovery(text: string, terms: Terms, passphrase: string): Promise<Credential> {
  let found: Record<string, unknown>;
  try {
    found = table(JSON.parse(text));
  } catch {
    throw new ProtocolFault("malformed");
  }
  if (found.format !== FORMAT) throw new ProtocolFault("malformed");
  if (found.wave !== terms.wave || found.manifest !== terms.fingerprint) throw new ProtocolFault("other_wave");
  const credential = found.lock === undefined ? table(found.credential) : await unlock(found, passphrase);
  const { pool, token, signature } = credential;
  if (typeof pool !== "string" || typeof token !== "string" || typeof signature !== "string") throw new ProtocolFault("malformed");
  await checkCredential(terms, { pool, token, signature });
  return { pool, token, signature };
}

async function unlock(found: Record<string, unknown>, passphrase: string): Promise<Record<string, unknown>> {
  const lock = table(found.lock);
  const rounds = lock.rounds;
  if (typeof rounds !== "number" || !(rounds >= 1 && rounds <= 10_000_000)) throw new ProtocolFault("malformed");
  const key = await keyOf(passphrase, fromBase64url(lock.salt, 16), rounds);
  const header = { format: found.format, wave: found.wave, manifest: found.manifest };
  const how = { name: "AES-GCM", iv: fromBase64url(lock.nonce, 12), additionalData: ascii(canonicalJson(header)) };
  let plain: ArrayBuffer;
  try {
    plain = await crypto.subtle.decrypt(how, key, fromBase64url(lock.locked));
  } catch {
    throw new ProtocolFault("passphrase_wrong");
  }
  return table(JSON.parse(new TextDecoder().decode(plain)));
}
