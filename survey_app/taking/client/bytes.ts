// Bytes, their texts, and JSON written in its one canonical form (RFC 8785).

export type Bytes = Uint8Array<ArrayBuffer>;

/** What went wrong, by the same words as the server's and docs/protocol.md. */
export class ProtocolFault extends Error {
  constructor(
    readonly code: string,
    message: string = code,
    readonly pool: string = "",
  ) {
    super(message);
    this.name = "ProtocolFault";
  }
}

export function ascii(text: string): Bytes {
  return new TextEncoder().encode(text) as Bytes;
}

export function join(...parts: Uint8Array[]): Bytes {
  const all = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}

export function randomBytes(length: number): Bytes {
  return crypto.getRandomValues(new Uint8Array(length));
}

export async function sha256(...parts: Uint8Array[]): Promise<Bytes> {
  return new Uint8Array(await crypto.subtle.digest("SHA-256", join(...parts)));
}

export function toHex(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

export function fromHex(text: string): Bytes {
  if (!/^([0-9a-f]{2})*$/.test(text)) throw new ProtocolFault("malformed", "not hexadecimal");
  return Uint8Array.from(text.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16));
}

export function toBase64url(bytes: Uint8Array): string {
  let text = "";
  for (let at = 0; at < bytes.length; at += 8192) text += String.fromCharCode(...bytes.subarray(at, at + 8192));
  return btoa(text).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
}

/** Reads base64url without padding, in its canonical spelling only. */
export function fromBase64url(text: unknown, length?: number): Bytes {
  if (typeof text !== "string" || !/^[\w-]*$/.test(text)) throw new ProtocolFault("malformed", "not base64url");
  let bytes: Bytes;
  try {
    bytes = Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (letter) => letter.charCodeAt(0));
  } catch {
    throw new ProtocolFault("malformed", "not base64url");
  }
  if (toBase64url(bytes) !== text) throw new ProtocolFault("malformed", "not canonical base64url");
  if (length !== undefined && bytes.length !== length) throw new ProtocolFault("malformed", `not ${length} bytes`);
  return bytes;
}

export function isEqual(one: Uint8Array, other: Uint8Array): boolean {
  return one.length === other.length && one.every((byte, at) => byte === other[at]);
}

/** Keys sorted by UTF-16 units, no white space; a fraction or a number that was rounded is refused. */
export function canonicalJson(value: unknown): string {
  if (value === null || typeof value === "boolean") return JSON.stringify(value);
  if (typeof value === "string") {
    if (/\p{Surrogate}/u.test(value)) throw new ProtocolFault("not_canonical", "half of a surrogate pair");
    return JSON.stringify(value);
  }
  if (typeof value === "number") {
    if (!Number.isSafeInteger(value)) throw new ProtocolFault("not_canonical");
    return String(value === 0 ? 0 : value);
  }
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(",")}]`;
  if (typeof value === "object") {
    const table = value as Record<string, unknown>;
    const fields = Object.keys(table).sort();
    return `{${fields.map((key) => `${canonicalJson(key)}:${canonicalJson(table[key])}`).join(",")}}`;
  }
  throw new ProtocolFault("not_canonical");
}
