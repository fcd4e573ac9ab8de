// The page of a key ceremony: anybody sees who has done what; a trustee with their link makes, checks and confirms their part.
//
// The contract with the template:
//
//   #key                       root; data-record-url, data-send-url, data-name (of the file)
//   #survey-texts              <script type="application/json">: sentences in the page's language
//   [data-trustee="1"] …       a row for each trustee, with [data-begun] and [data-confirmed] to be filled
//   [data-step="…"]            begin, wait, confirm, done, wrong: one is shown, to a trustee
//   #begin-passphrase, #begin-again, #confirm-file, #confirm-passphrase, #messages-file
//   [data-action="…"]          make, send, confirm, hand-in, save-record
//   [data-letters]             filled with the key's check letters; [data-waiting] with who is missing; [data-cheats]
//   [data-status]              role=status;  [data-problem] role=alert, hidden

import { ProtocolFault } from "../../taking/client/bytes";
import { Doing } from "../../taking/client/doing";
import { handOver, Notices, part as element, parts as elements, Texts } from "../../taking/client/page";
import { exchange } from "../../taking/client/server";
import { spokenFingerprint, table } from "../../taking/client/terms";
import { CeremonyRecord, type Document, TrusteeCheated } from "./ceremony";
import { openKeyFile, writeKeyFile } from "./key_file";
import { Part } from "./part";

const POLL_MS = 4000;

class KeyPage {
  private readonly texts = new Texts("survey-texts");
  private readonly notices = new Notices(this.texts);
  private readonly doing: Doing;
  private readonly me: number;
  private readonly secret: string;
  private record!: CeremonyRecord;
  private published: unknown;
  /** A part that was made and whose file was saved, until it is handed in. */
  private made: { part: Part; record: CeremonyRecord } | undefined;
  /** A part that was opened and waits for what others send. */
  private opened: Part | undefined;

  constructor(private readonly root: HTMLElement) {
    const link = new URLSearchParams(location.hash.slice(1));
    this.me = Number(link.get("t") ?? 0);
    this.secret = link.get("s") ?? "";
    this.doing = new Doing(root, this.notices, this.texts, () => undefined);
  }

  async begin(): Promise<void> {
    this.root.addEventListener("click", (event) => {
      const action = (event.target as HTMLElement).closest<HTMLElement>("[data-action]")?.dataset.action;
      const steps: Record<string, () => Promise<void>> = {
        make: () => this.make(),
        send: () => this.send(),
        confirm: () => this.open(),
        "hand-in": () => this.handIn(),
        "save-record": async () => handOver("key-ceremony.json", JSON.stringify(this.published)),
      };
      if (action && steps[action]) void this.doing.once("no_answer", steps[action]);
    });
    await this.doing.once("no_answer", () => this.load());
    setInterval(() => void this.poll(), POLL_MS);
  }

  /** What others have sent meanwhile is shown by itself, and a part that waits for it goes on. */
  private async poll(): Promise<void> {
    if (document.hidden || this.root.hasAttribute("aria-busy") || this.record?.isComplete) return;
    await this.doing.once("no_answer", async () => {
      await this.load();
      if (this.opened) await this.confirm(this.opened);
    });
  }

  private async load(): Promise<void> {
    await this.take(await exchange(this.root.dataset.recordUrl!));
  }

  private async take(message: unknown): Promise<void> {
    const { record } = table(message);
    this.record = await CeremonyRecord.read(record);
    this.published = record;
    await this.show();
  }

  private async post(messages: Document[]): Promise<void> {
    await this.take(await exchange(this.root.dataset.sendUrl!, { trustee: this.me, secret: this.secret, messages }));
  }

  private get isTrustee(): boolean {
    return this.secret !== "" && this.record.trustees.includes(this.me);
  }

  private names(indices: number[]): string {
    return indices.map((index) => this.record.terms.holders[index - 1]).join(", ");
  }

  private async show(): Promise<void> {
    const { record } = this;
    for (const index of record.trustees) {
      const row = element(`[data-trustee="${index}"]`)!;
      fill(row, "[data-begun]", this.texts.say(record.hellos.has(index) ? "begun" : "not_begun"));
      fill(row, "[data-confirmed]", this.texts.say(record.confirmed.has(index) ? "confirmed" : "not_confirmed"));
    }
    const cheats = await record.cheats();
    for (const place of elements("[data-cheats]")) {
      place.textContent = cheats.map((one) => this.texts.say("cheated", { name: this.names([one.index]), index: one.index })).join(" ");
    }
    if (record.isIntroduced) {
      const letters = spokenFingerprint(await record.transcript());
      for (const place of elements("[data-letters]")) place.textContent = letters;
      for (const place of elements("[data-with-letters]")) place.hidden = false;
    }
    this.step(this.stepOf(cheats.length > 0));
    const waiting = record.isIntroduced
      ? record.trustees.filter((one) => !record.confirmed.has(one) && one !== this.me)
      : record.trustees.filter((one) => !record.hellos.has(one) && one !== this.me);
    for (const place of elements("[data-waiting]")) place.textContent = waiting.length ? this.texts.say("waiting_for", { names: this.names(waiting) }) : "";
  }

  private stepOf(isWrong: boolean): string {
    const { record, me } = this;
    if (isWrong) return "wrong";
    if (record.isComplete) return "done";
    if (!this.isTrustee) return "";
    if (!record.hellos.has(me)) return "begin";
    if (record.confirmed.has(me)) return "done";
    return record.isIntroduced ? "confirm" : "wait";
  }

  private step(name: string): void {
    for (const place of elements("[data-step]")) place.hidden = place.dataset.step !== name;
    for (const place of elements("[data-only-trustee]")) place.hidden = !this.isTrustee;
  }

  /** First visit: the part is made and its file saved; nothing is sent yet. */
  private async make(): Promise<void> {
    const [passphrase, again] = [field("#begin-passphrase"), field("#begin-again")];
    if (passphrase.value !== again.value) return this.notices.problem(this.texts.say("passphrases_differ"), again);
    await this.load();
    const { record } = this;
    const part = await Part.begin(record, this.me);
    const text = await writeKeyFile(part, passphrase.value);
    handOver(this.root.dataset.name!, text);
    this.made = { part, record };
    passphrase.value = again.value = "";
    for (const place of elements("[data-once-made]")) place.hidden = false;
    this.notices.say("file_saved");
  }

  private async send(): Promise<void> {
    if (!this.made) return;
    const { part, record } = this.made;
    const hello = await part.hello();
    await record.add(hello);
    await this.post([hello, ...(await part.deal(record))]);
    this.made = undefined;
    this.notices.say("begun_thanks");
  }

  /** Second visit: the file is opened anew, so that one that was lost is found while nothing is lost. */
  private async open(): Promise<void> {
    const [file, passphrase] = [field("#confirm-file").files?.[0], field("#confirm-passphrase")];
    if (!file) return this.notices.problem(this.texts.say("file_needed"), field("#confirm-file"));
    this.notices.say("checking");
    const part = await openKeyFile(await file.text(), passphrase.value);
    if (part.index !== this.me) throw new ProtocolFault("ceremony_not_your_part");
    await this.load();
    await part.requireFitting(this.record);
    const complete = await part.havingSeen(this.record);
    // Before anything is sent: from now on the file knows to whose keys parts were sent.
    handOver(this.root.dataset.name!, await writeKeyFile(complete, passphrase.value));
    passphrase.value = "";
    const owed = await part.deal(this.record);
    if (owed.length > 0) await this.post(owed);
    this.opened = complete;
    await this.confirm(complete);
  }

  private async confirm(part: Part): Promise<void> {
    if (this.record.confirmed.has(this.me)) return;
    const missing = this.record.waitsFor(this.me);
    if (missing.length > 0) return this.notices.say("stay_or_come_again");
    let messages: Document[];
    try {
      messages = [await part.confirm(this.record)];
    } catch (fault) {
      if (!(fault instanceof TrusteeCheated)) throw fault;
      messages = await part.complain(this.record);
    }
    this.opened = undefined;
    await this.post(messages);
    this.notices.say(messages[0]!.kind === "confirmation" ? "confirmed_thanks" : "complained");
  }

  /** What the command has made on another machine. */
  private async handIn(): Promise<void> {
    const file = field("#messages-file").files?.[0];
    if (!file) return this.notices.problem(this.texts.say("file_needed"), field("#messages-file"));
    let messages: unknown;
    try {
      messages = table(JSON.parse(await file.text())).messages;
    } catch {
      throw new ProtocolFault("malformed");
    }
    await this.post(messages as Document[]);
    this.notices.say("handed_in");
  }
}

function field(selector: string): HTMLInputElement {
  return element<HTMLInputElement>(selector)!;
}

function fill(row: HTMLElement, selector: string, words: string): void {
  const place = element(selector, row);
  if (place && place.textContent !== words) place.textContent = words;
}

const root = element("#key");
if (root) void new KeyPage(root).begin();
