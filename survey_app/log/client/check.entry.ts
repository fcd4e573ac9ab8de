// The page that is opened from a file, beside no site: do the terms in a letter stand in the public log for everybody?
//
// The contract with the template (survey_app/templates/log/check.html):
//
//   #check          form; #check-letters, #check-address, #check-files (input[type=file], several)
//   #check-texts    <script type="application/json">: sentences of texts.json in the page's language
//   [data-verdict]  role=status: what it comes to;  [data-findings]  list, filled here

import { type Bytes, ProtocolFault } from "../../taking/client/bytes";
import { readBundle, readCheckpoint } from "../../taking/client/public_log";
import { type Brought, type Finding, judge, termsOfPage } from "./judging";

const PATIENCE_MS = 30_000;
const WIDTH = 256;
const MOST_ENTRIES = 200_000;
const texts = JSON.parse(document.getElementById("check-texts")!.textContent!) as Record<string, string>;

function say(key: string, values: Finding["values"] = {}): string {
  const sentence = texts[key] ?? texts.malformed!;
  return sentence.replace(/\{(\w+)\}/g, (_, name: string) => String(values[name] ?? ""));
}

function field(id: string): HTMLInputElement {
  return document.getElementById(id) as HTMLInputElement;
}

async function fetched(address: string): Promise<Response> {
  try {
    const response = await fetch(address, {
      credentials: "omit",
      referrerPolicy: "no-referrer",
      cache: "no-store",
      redirect: "error",
      signal: AbortSignal.timeout(PATIENCE_MS),
    });
    if (!response.ok) throw new ProtocolFault("out_of_reach");
    return response;
  } catch {
    throw new ProtocolFault("out_of_reach");
  }
}

function bundlePath(index: number, width: number): string {
  const digits = String(index).padStart(Math.ceil(String(index).length / 3) * 3, "0").match(/.../g)!;
  const parts = digits.map((part, at) => (at < digits.length - 1 ? `x${part}` : part));
  return `entries/${parts.join("/")}${width === WIDTH ? "" : `.p/${width}`}`;
}

/** The log and the terms from where the survey is, as this device is shown them. */
async function fetchAll(address: URL, brought: Brought): Promise<void> {
  const note = await (await fetched(`${address.origin}/log/checkpoint`)).text();
  const { size } = readCheckpoint(note);
  if (size > MOST_ENTRIES) throw new ProtocolFault("malformed");
  brought.checkpoints.push(note);
  const entries: Bytes[] = [];
  for (let start = 0; start < size; start += WIDTH) {
    const path = bundlePath(start / WIDTH, Math.min(WIDTH, size - start));
    entries.push(...readBundle(new Uint8Array(await (await fetched(`${address.origin}/log/tile/${path}`)).arrayBuffer())));
  }
  brought.entries = entries;
  const wave = /^\/(?:take|waves|invite)\/([^/]+)/.exec(address.pathname)?.[1];
  if (wave === undefined) return;
  brought.terms.push(await (await fetched(`${address.origin}/waves/${wave}/manifest.json`)).json());
  const inclusion = (await (await fetched(`${address.origin}/take/${wave}/inclusion.json`)).json()) as { checkpoint: string };
  brought.checkpoints.push(inclusion.checkpoint);
}

/** Files of any of the kinds that are understood: a saved page, terms, a proof, a checkpoint, entries, a witness's state. */
async function take(file: File, brought: Brought): Promise<void> {
  const bytes = new Uint8Array(await file.arrayBuffer()) as Bytes;
  let content: string;
  try {
    content = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    content = "";
  }
  if (/^\uFEFF?\s*(<!--[^]*?-->\s*)*<(!doctype|html)/i.test(content)) {
    const page = new DOMParser().parseFromString(content, "text/html");
    brought.pages.push(page);
    const terms = termsOfPage(page);
    if (terms !== undefined) brought.terms.push(terms);
  } else if (content.startsWith("{")) {
    const found = JSON.parse(content) as Record<string, unknown>;
    if (typeof found.checkpoint === "string") brought.checkpoints.push(found.checkpoint);
    if (found.manifest !== undefined) brought.terms.push(found);
  } else if (/^[^\n\0]+\n\d+\n[^\n]{44}\n/.test(content)) {
    brought.checkpoints.push(content);
  } else {
    brought.entries.push(...readBundle(bytes));
  }
}

async function check(): Promise<Finding[]> {
  const brought: Brought = { letters: field("check-letters").value.trim(), checkpoints: [], entries: [], terms: [], pages: [] };
  const typed = field("check-address").value.trim();
  const files = [...(field("check-files").files ?? [])].sort((one, other) => (one.name < other.name ? -1 : 1));
  for (const file of files) await take(file, brought);
  if (typed !== "" && brought.entries.length === 0) await fetchAll(new URL(typed.includes("://") ? typed : `https://${typed}`), brought);
  return judge(brought);
}

function show(findings: Finding[]): void {
  const isBad = findings.some((finding) => finding.state === "bad");
  const isWeak = findings.some((finding) => finding.state === "weak");
  const verdict = document.querySelector<HTMLElement>("[data-verdict]")!;
  verdict.dataset.verdict = isBad ? "bad" : isWeak ? "weak" : "good";
  verdict.textContent = say(`verdict_${verdict.dataset.verdict}`);
  const list = document.querySelector("[data-findings]")!;
  list.replaceChildren(
    ...findings.map((finding) => {
      const line = document.createElement("li");
      line.dataset.finding = finding.key;
      line.textContent = `${say(`mark_${finding.state}`)} ${say(finding.key, finding.values)}`;
      return line;
    }),
  );
}

document.getElementById("check")!.addEventListener("submit", (event) => {
  event.preventDefault();
  void check()
    .catch((fault: unknown): Finding[] => [{ state: "bad", key: fault instanceof ProtocolFault ? fault.code : "malformed", values: {} }])
    .then(show);
});
