// The public page on which anybody checks a receipt. Once the list is here, no network is needed.
//
// The contract with the template:
//
//   #receipt-check          root; data-wave, data-manifest-url, data-receipts-url; [hidden] without script
//   #survey-texts           <script type="application/json">: sentences of texts.json in the page's language
//   #receipt-file           input[type=file]: the receipt;  #receipt-text: or a field for its short text
//   #published-file         input[type=file], optional: a saved receipts.json instead of the server's
//   [data-action="check"]   button;  [data-action="save-published"] button, hidden until the list is here
//   [data-status]           role=status: what was found;  [data-problem] role=alert, hidden
//   [data-proof]            filled with the proof: leaf, neighbours, root

import { type Bytes, ProtocolFault, toBase64url } from "./bytes";
import { handOver, part, parts, Texts } from "./page";
import type { Terms } from "./protocol";
import { checkInclusion, readReceipt, verifySteps } from "./receipts";
import { checkForAll, fetchPublished, fetchTerms } from "./server";

class ReceiptCheck {
  private readonly texts = new Texts("survey-texts");
  private terms: Terms | undefined;
  private published: unknown;

  constructor(private readonly root: HTMLElement) {}

  async begin(): Promise<void> {
    this.root.hidden = false;
    this.root.addEventListener("click", (event) => {
      const action = (event.target as HTMLElement).closest<HTMLElement>("[data-action]")?.dataset.action;
      if (action === "check") void this.guarded(() => this.check());
      if (action === "save-published") handOver("receipts.json", JSON.stringify(this.published));
    });
    this.root.closest("form")?.addEventListener("submit", (event) => event.preventDefault());
    await this.guarded(() => this.load());
  }

  /** Fetches all that checking needs, so that the network may be switched off afterwards. */
  private async load(): Promise<void> {
    const { manifestUrl, receiptsUrl, wave } = this.root.dataset;
    const pinned = new URLSearchParams(location.hash.slice(1)).get("m") ?? "";
    const terms = (this.terms ??= await fetchTerms(manifestUrl!, wave!, pinned));
    await checkForAll(terms);
    this.published ??= await fetchPublished(receiptsUrl!);
    for (const button of parts('[data-action="save-published"]', this.root)) button.hidden = false;
    this.say("receipts_ready");
  }

  private async check(): Promise<void> {
    const own = await this.text("#published-file");
    if (!this.terms || (own === "" && this.published === undefined)) await this.load();
    const leaf = await this.leaf(this.terms!);
    const published: unknown = own === "" ? this.published : JSON.parse(own);
    let found;
    try {
      found = await checkInclusion(published, this.terms!, leaf);
    } catch (fault) {
      const isMissing = fault instanceof ProtocolFault && fault.code === "not_included";
      throw new ProtocolFault(isMissing ? "receipt_missing" : "receipts_forged");
    }
    if (!(await verifySteps(leaf, found.steps, found.root))) throw new ProtocolFault("receipts_forged");
    const proof = { leaf: toBase64url(leaf), steps: found.steps, root: found.root, ballots: found.ballots };
    for (const place of parts("[data-proof]", this.root)) place.textContent = JSON.stringify(proof, null, 2);
    this.say("receipt_counted", { ballots: found.ballots });
  }

  private async leaf(terms: Terms): Promise<Bytes> {
    const pasted = part<HTMLInputElement | HTMLTextAreaElement>("#receipt-text", this.root)?.value ?? "";
    try {
      return await readReceipt((await this.text("#receipt-file")) || pasted, terms.fingerprint);
    } catch (fault) {
      const isOther = fault instanceof ProtocolFault && fault.code === "other_wave";
      throw new ProtocolFault(isOther ? "receipt_other_wave" : "receipt_unreadable");
    }
  }

  private async text(selector: string): Promise<string> {
    return (await part<HTMLInputElement>(selector, this.root)?.files?.[0]?.text()) ?? "";
  }

  private say(key: string, values: Record<string, string | number> = {}): void {
    for (const place of parts("[data-status]")) place.textContent = this.texts.say(key, values);
  }

  private async guarded(body: () => Promise<void>): Promise<void> {
    const problems = parts("[data-problem]");
    for (const place of problems) place.hidden = true;
    for (const place of parts("[data-status], [data-proof]")) place.textContent = "";
    try {
      await body();
    } catch (fault) {
      const isEarly = fault instanceof ProtocolFault && fault.code === "not_closed";
      const sentence = isEarly ? this.texts.say("receipts_not_published") : this.texts.explain(fault, "no_answer_terms");
      for (const place of problems) {
        place.textContent = sentence;
        place.hidden = false;
      }
    }
  }
}

const root = part("#receipt-check");
if (root && window.isSecureContext) void new ReceiptCheck(root).begin();
