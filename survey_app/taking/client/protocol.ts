// Credentials and sealed ballots in the browser: blind, finalize, check, seal. The other half is survey_app/protocol.

import { RSABSSA } from "@cloudflare/blindrsa-ts";
import { Aes128Gcm, CipherSuite, DhkemP256HkdfSha256, HkdfSha256 } from "@hpke/core";
import { ascii, type Bytes, canonicalJson, fromBase64url, fromHex, isEqual, join, ProtocolFault, randomBytes, sha256, toBase64url } from "./bytes";
import type { Terms } from "./terms";

export { ProtocolFault } from "./bytes";
export { comparePin, isPinned, readTerms, spokenFingerprint, type Terms } from "./terms";

/** A token on its way to being signed; all texts are base64url, so that it can be kept and sent again. */
export interface Pending {
  pool: string;
  prepared: string;
  blinded: string;
  inverse: string;
}

export interface Credential {
  pool: string;
  token: string;
  signature: string;
}

export interface Receipt {
  nullifier: string;
  ballot_hash: string;
}

/** A sealed ballot as it is sent; kept until its receipt has come. */
export interface Deposit extends Credential {
  ballot: string;
}

export interface Answers {
  unit: string;
  answers: Record<string, number | "na" | null>;
  background: Record<string, string>;
  comments: Record<string, string>;
}

const blindSignatures = RSABSSA.SHA384.PSS.Randomized();
const LENGTH_BYTES = 4;

function keyOf(terms: Terms, pool: string): CryptoKey {
  const key = terms.pools.get(pool);
  if (key === undefined) throw new ProtocolFault("key_not_in_manifest");
  return key;
}

/** Makes a token and blinds it for a pool. Keep the result before sending `blinded` anywhere. */
export async function beginCredential(terms: Terms, pool: string): Promise<Pending> {
  const prepared = blindSignatures.prepare(join(terms.tag, randomBytes(32)));
  const { blindedMsg, inv } = await blindSignatures.blind(keyOf(terms, pool), prepared);
  return { pool, prepared: toBase64url(prepared), blinded: toBase64url(blindedMsg), inverse: toBase64url(inv) };
}

/** Unblinds a signature and checks it under the pinned key of the pool. */
export async function finishCredential(terms: Terms, pending: Pending, blindSignature: unknown): Promise<Credential> {
  const signed = fromBase64url(blindSignature);
  try {
    const signature = await blindSignatures.finalize(
      keyOf(terms, pending.pool),
      fromBase64url(pending.prepared, 80),
      signed,
      fromBase64url(pending.inverse),
    );
    return { pool: pending.pool, token: pending.prepared, signature: toBase64url(signature) };
  } catch (fault) {
    if (fault instanceof ProtocolFault) throw fault;
    throw new ProtocolFault("forged", "the signature does not verify under the pinned key");
  }
}

/** Checks a credential that was kept or imported: this wave, a pinned key, a genuine signature. */
export async function checkCredential(terms: Terms, credential: Credential): Promise<void> {
  const token = fromBase64url(credential.token, 80);
  if (!isEqual(token.subarray(32, 48), terms.tag)) throw new ProtocolFault("other_wave");
  const key = keyOf(terms, credential.pool);
  if (!(await blindSignatures.verify(key, fromBase64url(credential.signature), token))) throw new ProtocolFault("forged");
}

export function encodeBallot(terms: Terms, given: Answers): Bytes {
  return ascii(canonicalJson({ v: 1, questionnaire: terms.questionnaireHash, mode: "browser", ...given }));
}

/** Puts the length in front and zeros behind, so that every ballot of a wave has one size. */
export function pad(plaintext: Uint8Array, paddedSize: number): Bytes {
  if (plaintext.length + LENGTH_BYTES > paddedSize) throw new ProtocolFault("ballot_too_long");
  const padded = new Uint8Array(paddedSize);
  new DataView(padded.buffer).setUint32(0, plaintext.length);
  padded.set(plaintext, LENGTH_BYTES);
  return padded;
}

/** Seals answers to the wave's key. Seal once, keep the deposit, and send that again if a reply is lost. */
export async function sealBallot(terms: Terms, credential: Credential, given: Answers): Promise<Deposit> {
  const suite = new CipherSuite({ kem: new DhkemP256HkdfSha256(), kdf: new HkdfSha256(), aead: new Aes128Gcm() });
  const recipientPublicKey = await suite.kem.deserializePublicKey(terms.sealingKey);
  const info = join(ascii("gyeol ballot v1\0"), fromHex(terms.fingerprint));
  const padded = pad(encodeBallot(terms, given), terms.paddedSize);
  const { enc, ct } = await suite.seal({ recipientPublicKey, info }, padded);
  return { ...credential, ballot: toBase64url(join(new Uint8Array(enc), new Uint8Array(ct))) };
}

/** The receipt that a deposit must be answered with. */
export async function receiptOf(deposit: Deposit): Promise<Receipt> {
  const nullifier = await sha256(fromBase64url(deposit.token, 80));
  const ballotHash = await sha256(fromBase64url(deposit.ballot));
  return { nullifier: toBase64url(nullifier), ballot_hash: toBase64url(ballotHash) };
}
