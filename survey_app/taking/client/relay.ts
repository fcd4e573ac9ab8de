// The ballot by the way that the terms name: through a relay (Oblivious HTTP, RFC 9458; binary HTTP, RFC 9292), so that
// the site does not see the address it comes from and the relay does not see the ballot. The other half: survey_app/protocol.

import { Aes128Gcm, CipherSuite, DhkemP256HkdfSha256, HkdfSha256 } from "@hpke/core";
import { ascii, type Bytes, join, ProtocolFault } from "./bytes";
import type { Deposit, Receipt } from "./protocol";
import { addressesOf, NoAnswer, PATIENCE_MS, receiptIn, sendDeposit, understood } from "./server";
import type { Relay, Terms } from "./terms";

const REQUEST = ascii("message/bhttp request\0");
const RESPONSE = ascii("message/bhttp response");
const SEALING_BYTES = 81;
const BESIDE_THE_BALLOT = 2048;
const [KEY_BYTES, NONCE_BYTES] = [16, 12];

/** No sealed reply of the site came through the relay; whatever else the relay says is not the site's word. */
export class RelaySilent extends NoAnswer {
  override readonly sentence = "relay_silent";
}

/** Sends a deposit through the relay of the terms, or to the site itself where they name none or the respondent chose so. */
export async function sendBallot(terms: Terms, deposit: Deposit, isDirect: boolean): Promise<Receipt> {
  const { ballots } = addressesOf(terms.wave);
  if (!terms.relay || isDirect) return sendDeposit(ballots, deposit);
  const request = writeRequest(location.host, ballots, ascii(JSON.stringify(deposit)), requestSize(terms.paddedSize));
  return sendThroughRelay(terms.relay, request, deposit);
}

export async function sendThroughRelay(relay: Relay, request: Bytes, deposit: Deposit): Promise<Receipt> {
  let status: number;
  let content: unknown;
  try {
    const { message, open } = await encapsulate(relay, request);
    const response = await fetch(relay.url, {
      method: "POST",
      headers: { "Content-Type": "message/ohttp-req" },
      body: message,
      credentials: "omit",
      referrerPolicy: "no-referrer",
      cache: "no-store",
      redirect: "error",
      signal: AbortSignal.timeout(PATIENCE_MS),
    });
    if (response.status !== 200) throw new RelaySilent();
    const reply = readResponse(await open(new Uint8Array(await response.arrayBuffer())));
    status = reply.status;
    content = JSON.parse(new TextDecoder().decode(reply.content));
  } catch {
    throw new RelaySilent();
  }
  return receiptIn(understood(status, content), deposit);
}

/** The one size of all requests of a wave, so that none tells its pool or its site. */
export function requestSize(paddedSize: number): number {
  return Math.ceil((paddedSize + SEALING_BYTES) / 3) * 4 + BESIDE_THE_BALLOT;
}

/** A request that deposits a ballot, as binary HTTP of known length with zeros behind. */
export function writeRequest(host: string, path: string, content: Bytes, size: number): Bytes {
  const target = ["POST", "https", host, path].map((part) => prefixed(ascii(part)));
  const header = join(prefixed(ascii("content-type")), prefixed(ascii("application/json")));
  const message = join(number(0), ...target, prefixed(header), prefixed(content), number(0));
  if (message.length > size) throw new ProtocolFault("ballot_too_long");
  return join(message, new Uint8Array(size - message.length));
}

/** Status and content of a binary response of known length; anything else is refused. */
export function readResponse(message: Bytes): { status: number; content: Bytes } {
  let at = 0;
  const take = (length: number): Bytes => {
    if (at + length > message.length) throw new ProtocolFault("malformed");
    return message.slice(at, (at += length));
  };
  const next = (): number => {
    const first = take(1)[0]!;
    return take((1 << (first >> 6)) - 1).reduce((value, byte) => value * 256 + byte, first & 63);
  };
  const part = (): Bytes => (at < message.length ? take(next()) : take(0));
  if (next() !== 1) throw new ProtocolFault("malformed");
  const status = next();
  if (status < 200 || status > 599) throw new ProtocolFault("malformed");
  part();
  const content = part();
  part();
  if (message.slice(at).some((byte) => byte !== 0)) throw new ProtocolFault("malformed");
  return { status, content };
}

type Kem = ConstructorParameters<typeof CipherSuite>[0]["kem"];

/** Seals a request for the site's gateway; `open` opens the reply. Another `kem` and an `ephemeral` key are for the vectors. */
export async function encapsulate(
  relay: Relay,
  request: Bytes,
  kem: Kem = new DhkemP256HkdfSha256(),
  ephemeral?: CryptoKeyPair,
): Promise<{ message: Bytes; open: (reply: Bytes) => Promise<Bytes> }> {
  const suite = new CipherSuite({ kem, kdf: new HkdfSha256(), aead: new Aes128Gcm() });
  const recipientPublicKey = await suite.kem.deserializePublicKey(relay.publicKey);
  const info = join(REQUEST, relay.header);
  const context = await suite.createSenderContext({ recipientPublicKey, info, ...(ephemeral ? { ekm: ephemeral } : {}) });
  const encapsulated = new Uint8Array(context.enc);
  const message = join(relay.header, encapsulated, new Uint8Array(await context.seal(request)));
  const secret = await crypto.subtle.importKey("raw", await context.export(RESPONSE, KEY_BYTES), "HKDF", false, ["deriveBits"]);
  const open = async (reply: Bytes): Promise<Bytes> => {
    const salt = join(encapsulated, reply.slice(0, KEY_BYTES));
    const derive = (label: string, length: number) =>
      crypto.subtle.deriveBits({ name: "HKDF", hash: "SHA-256", salt, info: ascii(label) }, secret, 8 * length);
    const key = await crypto.subtle.importKey("raw", await derive("key", KEY_BYTES), "AES-GCM", false, ["decrypt"]);
    const how = { name: "AES-GCM", iv: await derive("nonce", NONCE_BYTES) };
    return new Uint8Array(await crypto.subtle.decrypt(how, key, reply.slice(KEY_BYTES)));
  };
  return { message, open };
}

function prefixed(content: Bytes): Bytes {
  return join(number(content.length), content);
}

/** A variable-length integer (RFC 9000, 16), up to a thousand million. */
function number(value: number): Bytes {
  if (value < 1 << 6) return Uint8Array.of(value);
  if (value < 1 << 14) return Uint8Array.of(0x40 | (value >> 8), value & 255);
  return Uint8Array.of(0x80 | (value >> 24), (value >> 16) & 255, (value >> 8) & 255, value & 255);
}
