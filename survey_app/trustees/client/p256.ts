// Points of P-256 as their 65 uncompressed bytes. Public numbers are multiplied by @noble/curves; secret ones by the browser's own
// key agreement, which takes the same time whatever the number is, as JavaScript's integers can't. See decision 0205.

import { pippenger } from "@noble/curves/abstract/curve.js";
import { p256 } from "@noble/curves/nist.js";
import { type Bytes, fromHex, join, ProtocolFault, toHex } from "../../taking/client/bytes";

const Point = p256.Point;
type Curve = InstanceType<typeof Point>;

export const ORDER = Point.Fn.ORDER;
export const POINT_BYTES = 65;
export const SCALAR_BYTES = 32;
export const GENERATOR: Bytes = Point.BASE.toBytes(false) as Bytes;
/** A private key of P-256 as PKCS #8 writes it, up to its 32 bytes and without its public half (RFC 5208, RFC 5915). */
const PKCS8_BEFORE = fromHex("3041020100301306072a8648ce3d020106082a8648ce3d030107042730250201010420");
const MANY = 32;

export function modulo(value: bigint): bigint {
  const rest = value % ORDER;
  return rest < 0n ? rest + ORDER : rest;
}

export function toNumber(bytes: Uint8Array): bigint {
  return bytes.length === 0 ? 0n : BigInt(`0x${toHex(bytes)}`);
}

export function toScalarBytes(value: bigint): Bytes {
  return fromHex(value.toString(16).padStart(2 * SCALAR_BYTES, "0"));
}

/** The bytes, if they are an uncompressed point of the curve other than infinity. Throws malformed. */
export function requirePoint(bytes: Bytes): Bytes {
  read(bytes);
  return bytes;
}

function read(bytes: Uint8Array): Curve {
  if (bytes.length !== POINT_BYTES || bytes[0] !== 4) throw new ProtocolFault("malformed", "not a point of 65 bytes");
  try {
    return Point.fromBytes(bytes);
  } catch {
    throw new ProtocolFault("malformed", "not a point of P-256");
  }
}

function write(point: Curve): Bytes {
  if (point.is0()) throw new ProtocolFault("malformed", "the point at infinity");
  return point.toBytes(false) as Bytes;
}

/** The sum of public points, each times its public weight. Throws malformed where it is infinity. */
export function weightedSum(weights: readonly bigint[], points: readonly Bytes[]): Bytes {
  const [numbers, bases] = [weights.map(modulo), points.map(read)];
  if (points.length > MANY) return write(pippenger(Point, bases, numbers));
  return write(bases.reduce((sum, base, at) => sum.add(times(base, numbers[at]!)), Point.ZERO));
}

function times(base: Curve, number: bigint): Curve {
  if (number === 0n) return Point.ZERO;
  return number === 1n ? base : base.multiplyUnsafe(number);
}

/** A secret scalar, held by the browser as two private keys that scripts can't read back. */
export class SecretScalar {
  private constructor(
    private readonly key: CryptoKey,
    private readonly next: CryptoKey,
  ) {}

  /** From a number between 1 and the order less 2; the two values left out are never drawn. */
  static async of(value: bigint): Promise<SecretScalar> {
    if (value < 1n || value > ORDER - 2n) throw new ProtocolFault("malformed", "a scalar lies between 1 and the order");
    return new SecretScalar(await privateKey(value), await privateKey(value + 1n));
  }

  /**
   * The point, this many times. Key agreement gives the first coordinate only, and so two points, one the other's
   * negative; the first coordinate of one time more tells which of them it is. Only public numbers are computed with here.
   */
  async times(bytes: Bytes): Promise<Bytes> {
    const base = read(bytes);
    const peer = await crypto.subtle.importKey("raw", bytes, { name: "ECDH", namedCurve: "P-256" }, false, []);
    const [x, following] = await Promise.all([agree(this.key, peer), agree(this.next, peer)]);
    const one = Point.fromBytes(join(Uint8Array.of(2), x));
    return isFirstCoordinate(one.add(base), following) ? write(one) : write(one.negate());
  }

  timesGenerator(): Promise<Bytes> {
    return this.times(GENERATOR);
  }
}

/** Without a division: the point's coordinates are fractions with one denominator. */
function isFirstCoordinate(point: Curve, x: Bytes): boolean {
  const { X, Z } = point as unknown as { X: bigint; Z: bigint };
  return !point.is0() && Point.Fp.eql(Point.Fp.mul(toNumber(x), Z), X);
}

async function privateKey(value: bigint): Promise<CryptoKey> {
  const written = join(PKCS8_BEFORE, toScalarBytes(value));
  return crypto.subtle.importKey("pkcs8", written, { name: "ECDH", namedCurve: "P-256" }, false, ["deriveBits"]);
}

async function agree(key: CryptoKey, peer: CryptoKey): Promise<Bytes> {
  return new Uint8Array(await crypto.subtle.deriveBits({ name: "ECDH", public: peer }, key, 8 * SCALAR_BYTES));
}

/** A random scalar: 48 bytes, so that its remainder is even. */
export function randomScalar(): bigint {
  return (toNumber(crypto.getRandomValues(new Uint8Array(48))) % (ORDER - 2n)) + 1n;
}
