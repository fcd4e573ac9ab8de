// What the link in a letter brought, taken out of the address at once and remembered by this tab alone.
//
// Links come through messengers, gateways, scanners and hands: cut, encoded, with signs added. What can be read is read;
// a link that lost its end is said to have lost it.

export interface Invitation {
  /** The secret or code; the token of a recovery file stands in for it. */
  secret: string;
  /** The fingerprint printed in the letter, or nothing. */
  pinned: string;
  pool: string;
}

export interface Link extends Invitation {
  /** The link had a secret once, and lost a part of it on its way. */
  isCut: boolean;
}

const CODE = /^[0-9A-Z]{4}(?:-[0-9A-Z]{4}){3}/;
const PART_OF_A_CODE = /^[0-9A-Z-]*$/;

/** A code however it was typed, as the server reads it; anything else as it stands. */
export function asMeant(typed: string): string {
  const whole = CODE.exec(typed.trim())?.[0] ?? typed;
  const letters = whole.toUpperCase().replace(/[^0-9A-Z]/g, "").replaceAll("O", "0").replace(/[IL]/g, "1");
  return letters.length === 16 ? letters.match(/.{4}/g)!.join("-") : typed.trim();
}

/** Whether an address brings an invitation, and is no mere place on the page. */
export function bringsInvitation(hash: string): boolean {
  const given = parametersOf(hash);
  return ["s", "c", "m"].some((name) => given.has(name));
}

/** Reads s (secret) or c (code), m (fingerprint) and p (pool) after "#". */
export function readLink(hash: string): Link {
  const given = parametersOf(hash);
  const typed = given.get("s") ?? given.get("c");
  const secret = asMeant(typed ?? "");
  // A code has sixteen letters and digits; fewer of them, and nothing else, are the beginning of one.
  const isPart = PART_OF_A_CODE.test(secret) && secret.replaceAll("-", "").length < 16;
  return {
    secret: isPart ? "" : secret,
    pinned: given.get("m") ?? "",
    pool: /^[\w-]*/.exec(given.get("p") ?? "")![0],
    isCut: typed !== undefined && isPart,
  };
}

function parametersOf(hash: string): Map<string, string> {
  let text = hash.replace(/^#/, "").replaceAll("&amp;", "&");
  // A gateway that rewrites links encodes the signs between their parts, too.
  if (!text.includes("=") && /%3d/i.test(text)) {
    try {
      text = decodeURIComponent(text).replaceAll("&amp;", "&");
    } catch {
      // Not encoded after all: read as it stands.
    }
  }
  return new Map([...new URLSearchParams(text)].map(([name, value]) => [name.toLowerCase(), value]));
}

/** This tab's memory; a browser told to keep nothing throws on looking at it, a full one on writing to it. */
function inTab<Result>(use: (storage: Storage) => Result): Result | undefined {
  try {
    return use(window.sessionStorage);
  } catch {
    return undefined;
  }
}

function tab(wave: string): string {
  return `gyeol:${wave}`;
}

/** What the address brings, or what this tab remembers. The secret does not stay in the address. */
export function takeInvitation(wave: string): Link {
  const link = readLink(location.hash);
  if (bringsInvitation(location.hash)) history.replaceState(history.state, "", location.pathname + location.search);
  if (link.isCut) {
    forget(wave); // what the tab remembers may be somebody else's
    return link;
  }
  if (link.secret !== "") {
    remember(wave, link);
    return link;
  }
  const remembered = inTab((storage) => JSON.parse(storage.getItem(tab(wave)) ?? "{}") as Partial<Invitation>) ?? {};
  return { secret: "", pool: "", isCut: false, ...remembered, pinned: link.pinned || (remembered.pinned ?? "") };
}

export function remember(wave: string, { secret, pinned, pool }: Invitation): void {
  inTab((storage) => storage.setItem(tab(wave), JSON.stringify({ secret, pinned, pool })));
}

export function forget(wave: string): void {
  inTab((storage) => storage.removeItem(tab(wave)));
}
