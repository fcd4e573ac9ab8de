// The requests of the protocol. None carries a cookie, a referrer, or anything but its message.

import { ProtocolFault } from "./bytes";
import { type Logged, requireForAll } from "./one_for_all";
import { beginCredential, type Credential, type Deposit, finishCredential, type Pending, type Receipt, receiptOf } from "./protocol";
import { readTerms, table, type Terms } from "./terms";

export const PATIENCE_MS = 30_000;

/** No answer came: the message may have arrived or not, and must be sent again unchanged. */
export class NoAnswer extends Error {
  /** Its own sentence in texts.json, if it has one. */
  readonly sentence: string = "";
}

/** Where a wave's messages go. A page that was made for one person could name addresses that say who sends. */
export function addressesOf(wave: string): { credential: string; ballots: string; inclusion: string } {
  const place = encodeURIComponent(wave);
  return { credential: `/invite/${place}/credential`, ballots: `/take/${place}/ballots`, inclusion: `/take/${place}/inclusion.json` };
}

export async function exchange(url: string, body?: unknown): Promise<Record<string, unknown>> {
  let response: Response;
  let message: unknown;
  try {
    response = await fetch(url, {
      method: body === undefined ? "GET" : "POST",
      headers: body === undefined ? {} : { "Content-Type": "application/json" },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      credentials: "omit",
      referrerPolicy: "no-referrer",
      cache: "no-store",
      redirect: "error",
      signal: AbortSignal.timeout(PATIENCE_MS),
    });
    message = await response.json().catch(() => null);
  } catch {
    throw new NoAnswer();
  }
  return understood(response.status, message);
}

/** The object of a reply. Throws what it says was refused, or that it says nothing. */
export function understood(status: number, message: unknown): Record<string, unknown> {
  if (status >= 500 || status === 429) throw new NoAnswer();
  if (status < 200 || status > 299) {
    const refusal = (message ?? {}) as Record<string, unknown>;
    throw new ProtocolFault(
      typeof refusal.error === "string" ? refusal.error : "failed",
      typeof refusal.message === "string" ? refusal.message : "",
      typeof refusal.pool === "string" ? refusal.pool : "",
    );
  }
  return table(message);
}

export async function fetchTerms(url: string, wave: string, pinned?: string): Promise<Terms> {
  return checkTerms(await exchange(url), wave, pinned);
}

/** The terms of a message that is here already, checked as if it had come by itself. */
export async function checkTerms(message: unknown, wave: string, pinned?: string): Promise<Terms> {
  const terms = await readTerms(message, pinned);
  if (terms.wave !== wave) throw new ProtocolFault("other_wave");
  return terms;
}

/** Terms, checked as everybody's: their pools are large enough, and they are in the log that witnesses see. */
export async function checkForAll(terms: Terms): Promise<Logged> {
  return requireForAll(terms, await exchange(addressesOf(terms.wave).inclusion));
}

export function fetchPublished(url: string): Promise<unknown> {
  return exchange(url);
}

/**
 * Has a token signed for an invitation's secret. `keep` is awaited before each request, so that a lost reply can be
 * answered with the same blinded token; when the server names another pool, the token is made anew, once.
 */
export async function fetchCredential(
  url: string,
  terms: Terms,
  secret: string,
  pending: Pending,
  keep: (pending: Pending) => Promise<void>,
): Promise<Credential> {
  await keep(pending);
  let current = pending;
  let reply: Record<string, unknown>;
  try {
    reply = await exchange(url, { secret, pool: current.pool, blinded: current.blinded });
  } catch (fault) {
    if (!(fault instanceof ProtocolFault && fault.code === "other_pool")) throw fault;
    current = await beginCredential(terms, fault.pool);
    await keep(current);
    reply = await exchange(url, { secret, pool: current.pool, blinded: current.blinded });
  }
  if (reply.pool !== current.pool) throw new ProtocolFault("key_not_in_manifest");
  return finishCredential(terms, current, reply.blind_signature);
}

/** Sends a deposit, as often as it takes, and returns its receipt. */
export async function sendDeposit(url: string, deposit: Deposit): Promise<Receipt> {
  return receiptIn(await exchange(url, deposit), deposit);
}

/** The receipt of a reply, if it is the one for this deposit. */
export async function receiptIn(reply: Record<string, unknown>, deposit: Deposit): Promise<Receipt> {
  const given = table(reply.receipt);
  const expected = await receiptOf(deposit);
  if (given.nullifier !== expected.nullifier || given.ballot_hash !== expected.ballot_hash) throw new ProtocolFault("malformed");
  return expected;
}
