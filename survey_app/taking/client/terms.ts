// The wave's manifest, checked before anything in it is used; no key comes from anywhere else.

import { ascii, type Bytes, canonicalJson, fromBase64url, fromHex, isEqual, join, ProtocolFault, sha256, toHex } from "./bytes";

const LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

export interface Terms {
  wave: string;
  fingerprint: string;
  questionnaireHash: string;
  /** Public keys of the pools by name, in the manifest's order. */
  pools: Map<string, CryptoKey>;
  poolOfUnit: Map<string, string>;
  sealingKey: Bytes;
  paddedSize: number;
  tag: Bytes;
  signer: Bytes;
  /** The whole manifest as served. */
  document: Table;
  /** Whether the letter's check letters are these terms' own. */
  isPinned: boolean;
  relay?: Relay;
}

/** The relay that ballots travel through, and the site's key that hides them from it: its header and its point. */
export interface Relay {
  url: string;
  header: Bytes;
  publicKey: Bytes;
}

export type Table = Record<string, unknown>;

export function table(value: unknown): Table {
  if (typeof value !== "object" || value === null || Array.isArray(value)) throw new ProtocolFault("malformed");
  return value as Table;
}

export function list(value: unknown): unknown[] {
  if (!Array.isArray(value)) throw new ProtocolFault("malformed");
  return value;
}

export function text(value: unknown): string {
  if (typeof value !== "string" || value === "") throw new ProtocolFault("malformed");
  return value;
}

/** The first 160 bits in eight groups of four letters or digits, as printed in letters. */
export function spokenFingerprint(fingerprint: string): string {
  let number = BigInt(`0x${fingerprint.slice(0, 40)}`);
  let letters = "";
  for (let place = 0; place < 32; place++) {
    letters = LETTERS[Number(number & 31n)] + letters;
    number >>= 5n;
  }
  return letters.match(/.{4}/g)!.join("-");
}

/** How the check letters of a link compare: a link that lost its end names no other terms, it names none. */
export type Pin = "none" | "same" | "incomplete" | "other";

export function comparePin(fingerprint: string, pinned: string): Pin {
  const typed = pinned.trim();
  if (typed === "") return "none";
  if (typed.toLowerCase() === fingerprint) return "same";
  const spoken = spokenFingerprint(fingerprint).replaceAll("-", "");
  const plain = typed.toUpperCase().replace(/[-\s]/g, "");
  // What a messenger or a hand added behind the letters is no part of them.
  const letters = /^[0-9A-Z]*/.exec(plain)![0].replaceAll("O", "0").replace(/[IL]/g, "1");
  if (letters.startsWith(spoken)) return "same";
  return letters.length < spoken.length || fingerprint.startsWith(typed.toLowerCase()) ? "incomplete" : "other";
}

export function isPinned(fingerprint: string, pinned: string): boolean {
  return comparePin(fingerprint, pinned) === "same";
}

/** Whether a signature verifies; nothing where this browser has no Ed25519. */
export async function verifyEd25519(signer: Bytes, signature: Bytes, content: Bytes): Promise<boolean | undefined> {
  try {
    const key = await crypto.subtle.importKey("raw", signer, "Ed25519", false, ["verify"]);
    return await crypto.subtle.verify("Ed25519", key, signature, content);
  } catch (fault) {
    return fault instanceof DOMException && fault.name === "NotSupportedError" ? undefined : false;
  }
}

/**
 * Checks a signature over a document and returns its fingerprint.
 *
 * A browser without Ed25519 can still compare the fingerprint, which says more than the signature does; without a
 * fingerprint to compare with, it refuses.
 */
export async function verifyDocument(document: Table, signature: Bytes, signer: Bytes, isFingerprintPinned = false): Promise<string> {
  const content = ascii(canonicalJson(document));
  const fingerprint = toHex(await sha256(content));
  const isGenuine = await verifyEd25519(signer, signature, join(ascii("gyeol document v1\0"), content));
  if (isGenuine === undefined && !isFingerprintPinned) throw new ProtocolFault("browser_too_old");
  if (isGenuine === false) throw new ProtocolFault("manifest_signature");
  return fingerprint;
}

/** Reads a served manifest. Refuses another fingerprint than the pinned one, and keys that their hashes do not name. */
export async function readTerms(message: unknown, pinned?: string): Promise<Terms> {
  const served = table(message);
  const document = table(served.manifest);
  const signer = fromBase64url(served.key, 32);
  const pin = comparePin(toHex(await sha256(ascii(canonicalJson(document)))), pinned ?? "");
  const fingerprint = await verifyDocument(document, fromBase64url(served.signature, 64), signer, pin === "same" || pin === "other");
  if (pin === "other") throw new ProtocolFault("manifest_not_pinned");
  const pools = new Map<string, CryptoKey>();
  const poolOfUnit = new Map<string, string>();
  for (const element of list(document.pools)) {
    const pool = table(element);
    const key = text(pool.key);
    pools.set(key, await poolKey(pool));
    for (const unit of list(pool.units)) poolOfUnit.set(text(unit), key);
  }
  const sealing = table(document.sealing);
  const paddedSize = sealing.padded_size;
  if (typeof paddedSize !== "number" || !Number.isSafeInteger(paddedSize) || paddedSize < 1) throw new ProtocolFault("malformed");
  const tag = (await sha256(ascii("gyeol wave v1\0"), fromHex(fingerprint))).slice(0, 16);
  return {
    wave: text(document.wave),
    fingerprint,
    questionnaireHash: text(table(document.questionnaire).content_hash),
    pools,
    poolOfUnit,
    sealingKey: fromBase64url(sealing.public_key, 65),
    paddedSize,
    tag,
    signer,
    document,
    isPinned: pin === "same",
    ...(document.relay === undefined ? {} : { relay: readRelay(table(document.relay)) }),
  };
}

/** DHKEM(P-256), HKDF-SHA256 and AES-128-GCM and nothing else, at a secure address. */
function readRelay(relay: Table): Relay {
  const url = new URL(text(relay.url));
  const isLocal = ["localhost", "127.0.0.1", "[::1]"].includes(url.hostname);
  if (url.protocol !== "https:" && !(url.protocol === "http:" && isLocal)) throw new ProtocolFault("malformed");
  const config = fromBase64url(relay.key_config, 74);
  if (toHex(config.slice(1, 3)) !== "0010" || toHex(config.slice(68)) !== "000400010001") throw new ProtocolFault("malformed");
  return { url: url.href, header: join(config.slice(0, 3), config.slice(70)), publicKey: config.slice(3, 68) };
}

async function poolKey(pool: Table): Promise<CryptoKey> {
  const spki = fromBase64url(pool.spki);
  if (toHex(await sha256(spki)) !== pool.key_id) throw new ProtocolFault("key_not_in_manifest");
  let key: CryptoKey;
  try {
    key = await crypto.subtle.importKey("spki", spki, { name: "RSA-PSS", hash: "SHA-384" }, true, ["verify"]);
  } catch {
    throw new ProtocolFault("malformed", "not an RSA key");
  }
  const { modulusLength, publicExponent } = key.algorithm as RsaHashedKeyAlgorithm;
  if (modulusLength !== 3072 || !isEqual(publicExponent, Uint8Array.of(1, 0, 1))) throw new ProtocolFault("malformed");
  return key;
}
