// The page on which a trustee gives their part of an opening: the ballots' points go in, multiplied by the share they come out.
//
// The contract with the template:
//
//   #opening                   root; data-asked-url, data-send-url, data-wave
//   #survey-texts              <script type="application/json">: sentences in the page's language
//   #key-file, #passphrase, #part-file;  [data-action="…"] give, hand-in, save-asked
//   [data-letters]             filled with the terms' check letters;  [data-points] with how many ballots there are
//   progress[data-progress]    how many of them are done;  [data-only-asked] hidden until the question was checked
//   [data-status]              role=status;  [data-problem] role=alert, hidden

import { fromBase64url, isEqual, ProtocolFault, toBase64url } from "../../taking/client/bytes";
import { Doing } from "../../taking/client/doing";
import { handOver, Notices, part as element, parts as elements, Texts } from "../../taking/client/page";
import { checkTerms, exchange, NoAnswer } from "../../taking/client/server";
import { list, spokenFingerprint, table, type Terms, verifyDocument } from "../../taking/client/terms";
import { CeremonyRecord, type Document } from "../../trustees/client/ceremony";
import { openKeyFile } from "../../trustees/client/key_file";
import { makePartials } from "../../trustees/client/partials";

const ASKS_AFTER_MS = 3000;

class OpeningPage {
  private readonly texts = new Texts("survey-texts");
  private readonly notices = new Notices(this.texts);
  private readonly doing: Doing;
  private asked: unknown;
  private terms!: Terms;
  private record!: CeremonyRecord;
  private points: Uint8Array<ArrayBuffer>[] = [];

  constructor(private readonly root: HTMLElement) {
    this.doing = new Doing(root, this.notices, this.texts, () => undefined);
  }

  async begin(): Promise<void> {
    this.root.addEventListener("click", (event) => {
      const action = (event.target as HTMLElement).closest<HTMLElement>("[data-action]")?.dataset.action;
      const steps: Record<string, () => Promise<void>> = {
        give: () => this.give(),
        "hand-in": () => this.handIn(),
        "save-asked": async () => handOver(`${this.root.dataset.wave}-opening.json`, JSON.stringify(this.asked)),
      };
      if (action && steps[action]) void this.doing.once("no_answer", steps[action]);
    });
    await this.doing.once("no_answer", () => this.load());
  }

  /** The signed terms and closing, and the record of the key that they name: all checked before anything is done. */
  private async load(): Promise<void> {
    const { wave, askedUrl } = this.root.dataset;
    this.asked = await exchange(askedUrl!);
    const { manifest, closing, ceremony, points } = table(this.asked);
    const pinned = new URLSearchParams(location.hash.slice(1)).get("m") ?? "";
    this.terms = await checkTerms(manifest, wave!, pinned);
    await this.checkClosing(table(closing));
    this.record = await CeremonyRecord.read(ceremony);
    const sealing = table(table(table(manifest).manifest).sealing);
    const fits =
      this.record.terms.wave === wave &&
      (await this.record.transcript()) === sealing.transcript &&
      isEqual(this.record.publicKey, this.terms.sealingKey) &&
      list(sealing.trustees).every((one) => table(one).point === toBase64url(this.record.verificationPoint(Number(table(one).index))));
    if (!fits) throw new ProtocolFault("ceremony_does_not_fit");
    this.points = list(points).map((point) => fromBase64url(point, 65));
    for (const place of elements("[data-letters]")) place.textContent = spokenFingerprint(this.terms.fingerprint);
    for (const place of elements("[data-points]")) place.textContent = String(this.points.length);
    for (const place of elements("[data-only-asked]")) place.hidden = false;
  }

  private async checkClosing(closing: Document): Promise<void> {
    if (!isEqual(fromBase64url(closing.key, 32), this.terms.signer)) throw new ProtocolFault("manifest_signature");
    const document = table(JSON.parse(String(closing.document)));
    await verifyDocument(document, fromBase64url(closing.signature, 64), this.terms.signer, true);
    const isOver = typeof document.closed_at === "string" && Date.parse(document.closed_at) <= Date.now() + 24 * 3600 * 1000;
    if (document.wave !== this.terms.wave || !isOver) throw new ProtocolFault("not_over");
  }

  private async give(): Promise<void> {
    const file = field("#key-file").files?.[0];
    const passphrase = field("#passphrase");
    if (!file) return this.notices.problem(this.texts.say("file_needed"), field("#key-file"));
    this.notices.say("opening_file");
    const part = await openKeyFile(await file.text(), passphrase.value);
    passphrase.value = "";
    const share = await part.share(this.record);
    this.notices.say("multiplying");
    const bar = element<HTMLProgressElement>("progress[data-progress]")!;
    bar.hidden = false;
    bar.max = Math.max(1, this.points.length);
    const terms = { wave: this.terms.wave, fingerprint: this.terms.fingerprint };
    const partials = await makePartials(share, part.index, this.points, terms, (done) => (bar.value = done));
    bar.hidden = true;
    await this.send(partials);
  }

  private async handIn(): Promise<void> {
    const file = field("#part-file").files?.[0];
    if (!file) return this.notices.problem(this.texts.say("file_needed"), field("#part-file"));
    let document: Document;
    try {
      document = table(JSON.parse(await file.text()));
    } catch {
      throw new ProtocolFault("malformed");
    }
    await this.send(document);
  }

  private async send(document: Document): Promise<void> {
    const { is_opened: isOpened, is_being_opened: isBeingOpened, left } = await exchange(this.root.dataset.sendUrl!, document);
    for (const place of elements("[data-only-asked]")) place.hidden = true;
    if (isOpened === true) return this.notices.say("opened");
    if (isBeingOpened === true) return this.waitForTheCount();
    this.notices.say("given");
    for (const place of elements("[data-left]")) place.textContent = this.texts.say("left", { left: Number(left) });
  }

  /** Opening and counting go on without this page; it asks now and then whether they have ended. */
  private async waitForTheCount(): Promise<void> {
    this.notices.say("is_being_opened");
    for (;;) {
      await new Promise((resolve) => setTimeout(resolve, ASKS_AFTER_MS));
      try {
        await exchange(this.root.dataset.askedUrl!);
        return this.notices.problem(this.texts.say("begin_again")); // the question stands again: the server lost the key
      } catch (fault) {
        if (fault instanceof ProtocolFault && fault.code === "is_opened") return this.notices.say("opened");
        if (!(fault instanceof NoAnswer) && !(fault instanceof ProtocolFault && fault.code === "is_being_opened")) throw fault;
      }
    }
  }
}

function field(selector: string): HTMLInputElement {
  return element<HTMLInputElement>(selector)!;
}

const root = element("#opening");
if (root) void new OpeningPage(root).begin();
