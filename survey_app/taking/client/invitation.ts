// What the link in a letter brought, taken out of the address at once and remembered by this tab alone.

export interface Invitation {
  /** The secret or code; the token of a recovery file stands in for it. */
  secret: string;
  /** The fingerprint printed in the letter, or nothing. */
  pinned: string;
  pool: string;
}

/** A code however it was typed, as the server reads it; anything else as it stands. */
export function asMeant(typed: string): string {
  const letters = typed.toUpperCase().replace(/[^0-9A-Z]/g, "").replaceAll("O", "0").replace(/[IL]/g, "1");
  return letters.length === 16 ? letters.match(/.{4}/g)!.join("-") : typed.trim();
}

/** This tab's memory; a browser told to keep nothing throws on looking at it. */
function storage(): Storage | undefined {
  try {
    return window.sessionStorage;
  } catch {
    return undefined;
  }
}

function tab(wave: string): string {
  return `gyeol:${wave}`;
}

/** Reads s (secret) or c (code), m (fingerprint) and p (pool) after "#", or what this tab remembers. */
export function takeInvitation(wave: string): Invitation {
  const given = new URLSearchParams(location.hash.slice(1));
  const secret = asMeant(given.get("s") ?? given.get("c") ?? "");
  const pinned = given.get("m") ?? "";
  if (secret !== "") {
    const invitation = { secret, pinned, pool: given.get("p") ?? "" };
    history.replaceState(history.state, "", location.pathname + location.search);
    remember(wave, invitation);
    return invitation;
  }
  const remembered = JSON.parse(storage()?.getItem(tab(wave)) ?? "{}") as Partial<Invitation>;
  return { secret: "", pool: "", ...remembered, pinned: pinned || (remembered.pinned ?? "") };
}

export function remember(wave: string, invitation: Invitation): void {
  storage()?.setItem(tab(wave), JSON.stringify(invitation));
}

export function forget(wave: string): void {
  storage()?.removeItem(tab(wave));
}
