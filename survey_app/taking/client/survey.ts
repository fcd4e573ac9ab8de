// The respondent's page. Without this script the page says what is weaker and offers the plain form.
//
// The contract with the template (details and texts: README.md in this folder):
//
//   #survey                 root; data-wave, data-manifest-url, data-credential-url, data-ballots-url
//   [data-without-script]   shown at first, hidden by this script;  [data-with-script] the other way round
//   #survey-texts           <script type="application/json">: sentences of texts.json in the page's language
//   form#survey-form        in #survey; holds all steps; never submitted
//   [data-step="welcome"]   has input[name=consent], and [data-needs-code] (hidden if the link brought a secret)
//                           with #survey-code; may have input#survey-recovery-file, #survey-recovery-passphrase
//   [data-page]             a page of questions: [data-item], [data-background], textarea[data-comment],
//                           [data-comment-warning], [data-clear], select[name=unit] (macros/survey.html)
//   [data-step="review"]    has [data-review], filled here
//   [data-step="receipt"]   has [data-receipt], set to the receipt's short text (its leaf)
//   [data-action]           start, back, next, send, erase, save-recovery, open-recovery, save-receipt
//   [data-status]           role=status, one;  [data-problem] role=alert, hidden, one
//   [data-fingerprint], [data-fingerprint-state]   the terms' check letters and whether they match the letter
//   [data-saving]           says whether entries are kept on this device
//   .page-progress with [data-page-progress], [data-page-current], [data-page-total]
//
// After "#" in the address: s (secret) or c (code), m (fingerprint), p (pool). It is taken out of the address at once.

import { ProtocolFault, toBase64url } from "./bytes";
import { type Draft, Drafts } from "./drafts";
import { answerByKeyboard, offerUnits, readAnswers, readFields, showClearButtons, warnOfNames, writeFields } from "./fields";
import { handOver, part, parts, Texts } from "./page";
import { beginCredential, isPinned, type Receipt, receiptOf, sealBallot, spokenFingerprint, type Terms } from "./protocol";
import { leafOf, receiptFile } from "./receipts";
import { readRecovery, writeRecovery } from "./recovery";
import { fetchCredential, fetchTerms, NoAnswer, sendDeposit } from "./server";
import { fillReview, Steps } from "./steps";

/** What the link brought; kept for this tab only, so that reloading does not lose it. */
interface Invitation {
  secret: string;
  pinned: string;
  pool: string;
}

const SAVE_AFTER_MS = 300;

class Survey {
  private readonly texts = new Texts("survey-texts");
  private readonly form: HTMLFormElement;
  private readonly steps: Steps;
  private invitation: Invitation = { secret: "", pinned: "", pool: "" };
  private terms: Terms | undefined;
  private drafts: Drafts | undefined;
  private draft: Draft = { page: 0, fields: {} };
  private isBusy = false;
  private saving: number | undefined;

  constructor(private readonly root: HTMLElement) {
    this.form = part<HTMLFormElement>("#survey-form", root)!;
    this.steps = new Steps(root, this.texts, (step) => this.shown(step));
  }

  async begin(): Promise<void> {
    for (const element of parts("[data-without-script]")) element.hidden = true;
    for (const element of parts("[data-with-script]")) element.hidden = false;
    this.steps.show(0);
    this.listen();
    this.invitation = this.takeInvitation();
    await this.guarded("no_answer_terms", async () => {
      await this.loadTerms();
      if (this.invitation.secret !== "") await this.openDraft(this.invitation.secret);
    });
  }

  private listen(): void {
    this.form.addEventListener("submit", (event) => event.preventDefault());
    this.root.addEventListener("click", (event) => {
      const button = (event.target as HTMLElement).closest<HTMLElement>("[data-action], [data-goto]");
      if (button?.dataset.goto !== undefined) this.steps.show(Number(button.dataset.goto));
      else if (button) void this.act(button.dataset.action!);
    });
    answerByKeyboard(this.form);
    warnOfNames(this.form, this.texts);
    for (const kind of ["input", "change"]) this.form.addEventListener(kind, () => this.saveSoon());
    window.addEventListener("pagehide", () => void this.save());
    document.addEventListener("visibilitychange", () => void (document.hidden && this.save()));
  }

  private act(action: string): Promise<void> | void {
    switch (action) {
      case "start":
        return this.guarded("no_answer", () => this.start());
      case "back":
        return this.isLocked ? undefined : this.steps.show(this.steps.current - 1);
      case "next":
        return this.steps.show(this.steps.current + 1);
      case "send":
        return this.guarded("no_answer", () => this.send());
      case "erase":
        return this.erase();
      case "save-recovery":
        return this.guarded("failed", () => this.saveRecovery());
      case "open-recovery":
        return this.guarded("failed", () => this.openRecovery());
      case "save-receipt":
        return this.saveReceipt();
    }
  }

  /** Sent, or on its way: what was sealed must not change any more. */
  private get isLocked(): boolean {
    return this.draft.deposit !== undefined || this.draft.receipt !== undefined;
  }

  private takeInvitation(): Invitation {
    const kept = `gyeol:${this.root.dataset.wave}`;
    const given = new URLSearchParams(location.hash.slice(1));
    const secret = given.get("s") ?? given.get("c") ?? "";
    if (secret === "") return { secret: "", pinned: given.get("m") ?? "", pool: "", ...JSON.parse(sessionStorage.getItem(kept) ?? "{}") };
    const invitation = { secret, pinned: given.get("m") ?? "", pool: given.get("p") ?? "" };
    history.replaceState(history.state, "", location.pathname + location.search);
    sessionStorage.setItem(kept, JSON.stringify(invitation));
    return invitation;
  }

  private async loadTerms(): Promise<Terms> {
    if (this.terms) return this.terms;
    const { manifestUrl, wave } = this.root.dataset;
    this.say("checking");
    const terms = await fetchTerms(manifestUrl!, wave!, this.invitation.pinned);
    this.terms = terms;
    this.say("");
    for (const place of parts("[data-fingerprint]")) place.textContent = spokenFingerprint(terms.fingerprint);
    const isCompared = this.invitation.pinned !== "" && isPinned(terms.fingerprint, this.invitation.pinned);
    for (const place of parts("[data-fingerprint-state]")) place.textContent = this.texts.say(isCompared ? "terms_match" : "terms_compare");
    const code = part("[data-needs-code]", this.root);
    if (code) code.hidden = this.invitation.secret !== "";
    return terms;
  }

  private async openDraft(secret: string): Promise<void> {
    let found: Draft | undefined;
    try {
      this.drafts = await Drafts.of(this.root.dataset.wave!, secret);
      found = await this.drafts.load();
    } catch {
      this.drafts = undefined;
    }
    for (const place of parts("[data-saving]")) place.textContent = this.texts.say(this.drafts ? "saved_here" : "not_saved_here");
    if (!found) return;
    this.draft = found;
    if (found.receipt) return this.steps.show(this.steps.receipt);
    writeFields(this.form, found.fields);
    warnOfNames(this.form, this.texts);
    if (found.credential) this.useCredential();
    if (found.deposit) {
      this.steps.show(this.steps.review);
      this.problem(this.texts.say("no_answer"));
    } else if (found.credential) {
      this.say("resumed");
      this.steps.show(Math.max(1, found.page));
    }
  }

  private async start(): Promise<void> {
    const terms = await this.loadTerms();
    const consent = this.form.elements.namedItem("consent");
    if (consent instanceof HTMLInputElement && !consent.checked) return this.problem(this.texts.say("consent_needed"), consent);
    if (!this.draft.credential) {
      const code = part<HTMLInputElement>("#survey-code", this.root);
      const typed = code?.value.trim() ?? "";
      if (this.invitation.secret === "" && typed === "") return this.problem(this.texts.say("code_needed"), code);
      const secret = this.invitation.secret || typed;
      if (!this.drafts) await this.openDraft(secret);
      if (this.isLocked || this.draft.credential) return;
      this.say("getting_credential");
      const pool = terms.pools.has(this.invitation.pool) ? this.invitation.pool : [...terms.pools.keys()][0]!;
      const pending = this.draft.pending ?? (await beginCredential(terms, pool));
      const keep = async (kept: Draft["pending"]) => {
        this.draft.pending = kept!;
        await this.save();
      };
      this.draft.credential = await fetchCredential(this.root.dataset.credentialUrl!, terms, secret, pending, keep);
      delete this.draft.pending;
      this.invitation.secret = secret;
      sessionStorage.setItem(`gyeol:${this.root.dataset.wave}`, JSON.stringify(this.invitation));
      await this.save();
    }
    this.useCredential();
    this.say("");
    this.steps.show(1);
  }

  private useCredential(): void {
    const pool = this.draft.credential!.pool;
    offerUnits(this.form, (unit) => this.terms!.poolOfUnit.get(unit) === pool);
  }

  private shown(step: number): void {
    this.problem("");
    showClearButtons(this.form);
    if (step === this.steps.review) fillReview(part("[data-review]", this.root)!, this.steps, this.texts);
    if (step === this.steps.receipt) void this.showReceipt();
    if (!this.isLocked) {
      this.draft.page = step;
      this.saveSoon();
    }
    for (const button of parts<HTMLButtonElement>('[data-action="back"], [data-goto]', this.root)) button.disabled = this.isLocked;
  }

  private async send(): Promise<void> {
    const terms = await this.loadTerms();
    if (!this.draft.credential) return this.steps.show(0);
    this.say("sending");
    // Sealed once and kept before it is sent: whatever happens to the reply, the same ballot is sent again.
    this.draft.deposit ??= await sealBallot(terms, this.draft.credential, readAnswers(this.form));
    await this.save();
    let receipt: Receipt;
    try {
      receipt = await sendDeposit(this.root.dataset.ballotsUrl!, this.draft.deposit);
    } catch (fault) {
      return this.notReceived(fault);
    }
    await this.finish(receipt, "sent");
  }

  private async notReceived(fault: unknown): Promise<void> {
    if (fault instanceof ProtocolFault && fault.code === "closed") {
      // An earlier try may have arrived; its receipt is the way to find out.
      await this.finish(await receiptOf(this.draft.deposit!), "closed_unsure");
      return;
    }
    if (fault instanceof ProtocolFault && fault.code !== "spent") {
      delete this.draft.deposit;
      await this.save();
    }
    throw fault;
  }

  /** Only the receipt stays on the device: answers and credential have done their work. */
  private async finish(receipt: Receipt, sentence: string): Promise<void> {
    this.draft = { page: 0, fields: {}, receipt };
    await this.save();
    this.form.reset();
    this.steps.show(this.steps.receipt);
    this.say(sentence);
  }

  private async showReceipt(): Promise<void> {
    const short = this.draft.receipt ? toBase64url(await leafOf(this.draft.receipt)) : "";
    for (const place of parts("[data-receipt]")) place.textContent = short;
  }

  private saveReceipt(): void {
    if (this.terms && this.draft.receipt) handOver(this.texts.say("receipt_file"), receiptFile(this.terms, this.draft.receipt));
  }

  private async erase(): Promise<void> {
    const question = this.draft.receipt ? "erase_receipt_confirm" : "erase_confirm";
    if (!window.confirm(this.texts.say(question))) return;
    window.clearTimeout(this.saving);
    await this.drafts?.erase();
    this.drafts = undefined;
    this.draft = { page: 0, fields: {} };
    this.invitation = { secret: "", pinned: this.invitation.pinned, pool: "" };
    sessionStorage.removeItem(`gyeol:${this.root.dataset.wave}`);
    this.form.reset();
    const code = part("[data-needs-code]", this.root);
    if (code) code.hidden = false;
    this.steps.show(0);
    this.say("erased");
  }

  private async saveRecovery(): Promise<void> {
    if (!this.draft.credential || !this.terms) return this.problem(this.texts.say("code_needed"));
    const passphrase = part<HTMLInputElement>("#survey-recovery-new-passphrase", this.root)?.value ?? "";
    handOver(this.texts.say("recovery_file"), await writeRecovery(this.terms, this.draft.credential, passphrase));
    this.say("recovery_saved");
  }

  private async openRecovery(): Promise<void> {
    const file = part<HTMLInputElement>("#survey-recovery-file", this.root)?.files?.[0];
    if (!file) throw new ProtocolFault("malformed");
    const terms = await this.loadTerms();
    const passphrase = part<HTMLInputElement>("#survey-recovery-passphrase", this.root)?.value ?? "";
    const credential = await readRecovery(await file.text(), terms, passphrase);
    this.invitation.secret = `credential ${credential.token}`;
    await this.openDraft(this.invitation.secret);
    if (this.isLocked) return;
    this.draft.credential ??= credential;
    sessionStorage.setItem(`gyeol:${this.root.dataset.wave}`, JSON.stringify(this.invitation));
    await this.save();
    const code = part("[data-needs-code]", this.root);
    if (code) code.hidden = true;
    this.say("recovery_opened");
  }

  private saveSoon(): void {
    window.clearTimeout(this.saving);
    this.saving = window.setTimeout(() => void this.save(), SAVE_AFTER_MS);
  }

  private async save(): Promise<void> {
    if (!this.drafts) return;
    if (!this.isLocked) this.draft.fields = readFields(this.form);
    try {
      await this.drafts.save(this.draft);
    } catch {
      for (const place of parts("[data-saving]")) place.textContent = this.texts.say("not_saved_here");
    }
  }

  /** Does one thing at a time, so that a double tap sends once, and says in words what went wrong. */
  private async guarded(noAnswer: string, body: () => Promise<void> | void): Promise<void> {
    if (this.isBusy) return;
    this.isBusy = true;
    this.root.setAttribute("aria-busy", "true");
    this.problem("");
    try {
      await body();
    } catch (fault) {
      this.say("");
      const isRefusedTerms = !this.terms && !(fault instanceof NoAnswer);
      this.problem(this.texts.explain(fault, noAnswer));
      if (isRefusedTerms) this.form.hidden = true;
    } finally {
      this.isBusy = false;
      this.root.removeAttribute("aria-busy");
    }
  }

  private say(key: string): void {
    for (const place of parts("[data-status]")) place.textContent = key === "" ? "" : this.texts.say(key);
  }

  private problem(sentence: string, field?: HTMLElement | null): void {
    for (const place of parts("[data-problem]")) {
      place.textContent = sentence;
      place.hidden = sentence === "";
    }
    field?.focus();
  }
}

const root = part("#survey");
if (root) {
  if (window.isSecureContext && crypto.subtle) void new Survey(root).begin();
  else {
    for (const place of parts("[data-problem]")) {
      place.textContent = new Texts("survey-texts").say("insecure");
      place.hidden = false;
    }
  }
}
