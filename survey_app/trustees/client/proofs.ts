// Proofs about secret scalars: that one is known, and that the same one was used for many points. Python's half: protocol/proofs.py.

import { ascii, type Bytes, join, ProtocolFault, sha256 } from "../../taking/client/bytes";
import { GENERATOR, modulo, ORDER, randomScalar, SCALAR_BYTES, SecretScalar, toNumber, toScalarBytes, weightedSum } from "./p256";

export const PROOF_BYTES = 2 * SCALAR_BYTES;
const WEIGHT_BYTES = 16;

/** What a proof says: a proof of one context is none in another. */
export const ABOUT = {
  possession: "gyeol possession v1",
  message: "gyeol ceremony message v1",
  share: "gyeol share proof v2",
  complaint: "gyeol complaint v1",
  partials: "gyeol partials v1",
} as const;
export type About = (typeof ABOUT)[keyof typeof ABOUT];

function number4(value: number): Bytes {
  const bytes = new Uint8Array(4);
  new DataView(bytes.buffer).setUint32(0, value);
  return bytes;
}

async function hashToScalar(about: About, ...parts: Bytes[]): Promise<bigint> {
  const framed = parts.flatMap((part) => [number4(part.length), part]);
  const digest = await crypto.subtle.digest("SHA-512", join(ascii(`${about}\0`), ...framed));
  return toNumber(new Uint8Array(digest)) % ORDER;
}

function write(challenge: bigint, response: bigint): Bytes {
  return join(toScalarBytes(challenge), toScalarBytes(response));
}

function read(proof: Bytes): [bigint, bigint] {
  const [challenge, response] = [toNumber(proof.subarray(0, SCALAR_BYTES)), toNumber(proof.subarray(SCALAR_BYTES))];
  if (proof.length !== PROOF_BYTES || challenge >= ORDER || response >= ORDER) throw new ProtocolFault("proof_wrong");
  return [challenge, response];
}

/** Proves that the secret of a public point is known. With the context of a message it is a signature of it. */
export async function proveKnowledge(secret: bigint, about: About, message: Bytes): Promise<Bytes> {
  const nonce = randomScalar();
  const points = await Promise.all([secret, nonce].map(async (one) => (await SecretScalar.of(one)).timesGenerator()));
  const challenge = await hashToScalar(about, ...points, message);
  return write(challenge, modulo(nonce + challenge * secret));
}

export async function checkKnowledge(proof: Bytes, open: Bytes, about: About, message: Bytes): Promise<void> {
  const [challenge, response] = read(proof);
  const commitment = combined([response, -challenge], [GENERATOR, open]);
  if ((await hashToScalar(about, open, commitment, message)) !== challenge) throw new ProtocolFault("proof_wrong");
}

/** Proves that `base` was multiplied by the secret of a public point, too. */
export async function proveSame(secret: bigint, base: Bytes, about: About, message: Bytes): Promise<Bytes> {
  const nonce = randomScalar();
  const [own, drawn] = await Promise.all([SecretScalar.of(secret), SecretScalar.of(nonce)]);
  const points = [await own.timesGenerator(), base, await own.times(base), await drawn.timesGenerator(), await drawn.times(base)];
  const challenge = await hashToScalar(about, ...points, message);
  return write(challenge, modulo(nonce + challenge * secret));
}

export async function checkSame(proof: Bytes, open: Bytes, base: Bytes, product: Bytes, about: About, message: Bytes): Promise<void> {
  const [challenge, response] = read(proof);
  const one = combined([response, -challenge], [GENERATOR, open]);
  const other = combined([response, -challenge], [base, product]);
  if ((await hashToScalar(about, open, base, product, one, other, message)) !== challenge) throw new ProtocolFault("proof_wrong");
}

function combined(weights: bigint[], points: Bytes[]): Bytes {
  try {
    return weightedSum(weights, points);
  } catch {
    throw new ProtocolFault("proof_wrong");
  }
}

/** One pair of points for many, under weights of 128 bits that are hashed from all of them. */
export async function gather(bases: Bytes[], products: Bytes[], about: About, message: Bytes): Promise<[Bytes, Bytes]> {
  const seed = await sha256(ascii(`${about} weights\0`), number4(message.length), message, ...bases, ...products);
  const weights: bigint[] = [];
  for (let at = 0; at < bases.length; at++) weights.push(toNumber((await sha256(seed, number4(at))).subarray(0, WEIGHT_BYTES)));
  return [weightedSum(weights, bases), weightedSum(weights, products)];
}

