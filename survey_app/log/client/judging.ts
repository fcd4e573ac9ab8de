// What files of a log, terms and a saved page show, each by itself and all together. Nothing here asks the network.

import { type Bytes, fromBase64url, isEqual, ProtocolFault } from "../../taking/client/bytes";
import { namedWitnesses, requirePools } from "../../taking/client/one_for_all";
import { type Checkpoint, leafHash, readCheckpoint, readNoteKey, rootOf, verifyCheckpoint, witnessesOf } from "../../taking/client/public_log";
import { comparePin, readTerms, spokenFingerprint, table, type Terms, text } from "../../taking/client/terms";
import { strangeParts } from "./saved_page";

/** What somebody has brought; the checkpoints may be several, of different sizes. */
export interface Brought {
  letters: string;
  checkpoints: string[];
  entries: Bytes[];
  /** What manifest.json answers, or what a saved page holds. */
  terms: unknown[];
  pages: Document[];
}

export interface Finding {
  state: "good" | "weak" | "bad";
  key: string;
  values: Record<string, string | number>;
}

type Entry = Record<string, unknown>;

/** A log that fits its signed root: its entries, and the installation's key. */
interface Log {
  entries: Entry[];
  leaves: Bytes[];
  signer: Bytes;
  key: string;
  checkpoints: Checkpoint[];
}

const good = (key: string, values: Finding["values"] = {}): Finding => ({ state: "good", key, values });
const bad = (key: string, values: Finding["values"] = {}): Finding => ({ state: "bad", key, values });

/** Everything that was found, in the order in which it is read. */
export async function judge(brought: Brought): Promise<Finding[]> {
  let log: Log;
  try {
    log = await readLog(brought);
  } catch (fault) {
    return [bad(fault instanceof ProtocolFault ? fault.code : "log_broken")];
  }
  const findings = [good("log_whole", { size: log.entries.length, origin: text(log.entries[0]!.origin) })];
  findings.push(...severalTerms(log));
  if (brought.letters !== "") findings.push(letters(log, brought.letters));
  for (const message of brought.terms) findings.push(...(await judgeTerms(log, message, brought.letters)));
  for (const page of brought.pages) findings.push(judgePage(log, page));
  return findings;
}

async function readLog(brought: Brought): Promise<Log> {
  if (brought.entries.length === 0 || brought.checkpoints.length === 0) throw new ProtocolFault("log_missing");
  const entries = brought.entries.map((entry) => table(JSON.parse(new TextDecoder().decode(entry))));
  const leaves = await Promise.all(brought.entries.map(leafHash));
  const first = entries[0]!;
  if (first.kind !== "log") throw new ProtocolFault("log_broken");
  const key = await readNoteKey(text(first.key));
  const checkpoints = brought.checkpoints.map(readCheckpoint);
  for (const checkpoint of checkpoints) {
    if (!(await verifyCheckpoint(checkpoint, key))) throw new ProtocolFault("browser_too_old");
    if (checkpoint.size > leaves.length) throw new ProtocolFault("log_missing");
    if (!isEqual(await rootOf(leaves.slice(0, checkpoint.size)), checkpoint.root)) throw new ProtocolFault("log_broken");
  }
  const size = Math.max(...checkpoints.map((checkpoint) => checkpoint.size));
  return { entries: entries.slice(0, size), leaves, signer: fromBase64url(first.signer, 32), key: key.text, checkpoints };
}

function termsOf(log: Log, wave?: unknown): Entry[] {
  return log.entries.filter((entry) => entry.kind === "terms" && (wave === undefined || entry.wave === wave));
}

/** A wave with two sets of terms: somebody was given others. */
function severalTerms(log: Log): Finding[] {
  const waves = new Set(termsOf(log).map((entry) => entry.wave));
  const twice = [...waves].filter((wave) => new Set(termsOf(log, wave).map((entry) => entry.fingerprint)).size > 1);
  return twice.map((wave) => bad("several_terms", { wave: String(wave) }));
}

function letters(log: Log, typed: string): Finding {
  const found = termsOf(log).find((entry) => comparePin(String(entry.fingerprint), typed) === "same");
  return found ? good("letters_logged", { wave: String(found.wave), index: log.entries.indexOf(found) }) : bad("letters_unknown");
}

async function judgeTerms(log: Log, message: unknown, typed: string): Promise<Finding[]> {
  let terms: Terms;
  try {
    terms = await readTerms(message, typed);
    requirePools(terms.document);
  } catch (fault) {
    return [bad(fault instanceof ProtocolFault ? fault.code : "malformed")];
  }
  if (!isEqual(terms.signer, log.signer)) return [bad("signer_other")];
  const named = terms.document.log;
  const isOther = named !== undefined && named !== null && table(named).key !== log.key;
  const index = log.entries.findIndex((entry) => entry.kind === "terms" && entry.wave === terms.wave && entry.fingerprint === terms.fingerprint);
  if (isOther || index < 0) return [bad("not_logged")];
  const said = good("terms_logged", { wave: terms.wave, index, letters: spokenFingerprint(terms.fingerprint) });
  return [said, await judgeWitnesses(log, terms, index)];
}

async function judgeWitnesses(log: Log, terms: Terms, index: number): Promise<Finding> {
  const { keys, required } = await namedWitnesses(terms.document);
  if (required === 0) return { state: "weak", key: "no_witness", values: {} };
  let most: string[] = [];
  try {
    for (const checkpoint of log.checkpoints.filter((one) => one.size > index)) {
      const found = (await witnessesOf(checkpoint, keys)) ?? [];
      if (found.length > most.length) most = found;
    }
  } catch {
    return bad("checkpoint_forged");
  }
  const values = { names: most.join(", "), required, seen: most.length };
  return most.length >= required ? good("witnessed", values) : bad("not_witnessed", values);
}

function judgePage(log: Log, page: Document): Finding {
  const digests = new Set(log.entries.filter((entry) => entry.kind === "script").map((entry) => String(entry.integrity)));
  const strange = strangeParts(page, digests);
  return strange.length === 0 ? good("page_logged") : bad("page_strange", { parts: strange.join(", ") });
}

/** The terms that a saved page of the survey brings along, if it is one. */
export function termsOfPage(page: Document): unknown {
  const content = page.querySelector("#survey-terms")?.textContent;
  return content ? JSON.parse(content) : undefined;
}

