// The receiver's steps of HPKE from the shared point on (RFC 9180, base mode, P-256, SHA-256, AES-128-GCM): protocol/hpke_steps.py.

import { ascii, type Bytes, join, ProtocolFault } from "../../taking/client/bytes";
import { POINT_BYTES } from "./p256";

const KEM = join(ascii("KEM"), Uint8Array.of(0, 0x10));
const HPKE = join(ascii("HPKE"), Uint8Array.of(0, 0x10, 0, 1, 0, 1));
const NOTHING = new Uint8Array(0);

async function mac(key: Bytes, ...parts: Uint8Array[]): Promise<Bytes> {
  // An empty key is a block of zeros to HMAC; WebCrypto takes no empty one.
  const material = key.length === 0 ? new Uint8Array(32) : key;
  const imported = await crypto.subtle.importKey("raw", material, { name: "HMAC", hash: "SHA-256" }, false, ["sign"]);
  return new Uint8Array(await crypto.subtle.sign("HMAC", imported, join(...parts)));
}

function extract(suite: Bytes, salt: Bytes, label: string, material: Bytes): Promise<Bytes> {
  return mac(salt, ascii("HPKE-v1"), suite, ascii(label), material);
}

/** No result here is longer than one block of HKDF. */
async function expand(suite: Bytes, key: Bytes, label: string, info: Bytes, length: number): Promise<Bytes> {
  const labelled = join(Uint8Array.of(0, length), ascii("HPKE-v1"), suite, ascii(label), info, Uint8Array.of(1));
  return (await mac(key, labelled)).slice(0, length);
}

/** Opens encapsulated key ‖ ciphertext with the point that a private key would lead to. Throws cannot_open. */
export async function openWithSharedPoint(sealed: Bytes, shared: Bytes, recipient: Bytes, info: Bytes, aad: Bytes = NOTHING): Promise<Bytes> {
  const encapsulated = sealed.slice(0, POINT_BYTES);
  const agreed = await extract(KEM, NOTHING, "eae_prk", shared.slice(1, 33));
  const secret = await expand(KEM, agreed, "shared_secret", join(encapsulated, recipient), 32);
  const hashes = await Promise.all([extract(HPKE, NOTHING, "psk_id_hash", NOTHING), extract(HPKE, NOTHING, "info_hash", info)]);
  const context = join(Uint8Array.of(0), ...hashes);
  const material = await extract(HPKE, secret, "secret", NOTHING);
  const key = await crypto.subtle.importKey("raw", await expand(HPKE, material, "key", context, 16), "AES-GCM", false, ["decrypt"]);
  const iv = await expand(HPKE, material, "base_nonce", context, 12);
  try {
    return new Uint8Array(await crypto.subtle.decrypt({ name: "AES-GCM", iv, additionalData: aad }, key, sealed.slice(POINT_BYTES)));
  } catch {
    throw new ProtocolFault("cannot_open");
  }
}
