// The respondent's page. Without this script the page says what is weaker and offers the plain form.
//
// The contract with the template (details and texts: README.md in this folder):
//
//   #survey                 root; data-wave, of which the addresses follow
//   [data-script-missing]   says, some seconds later, that this script did not run; taken away by it
//   [data-with-script]      hidden at first, shown by this script
//   #survey-texts           <script type="application/json">: sentences of texts.json in the page's language
//   #survey-terms           <script type="application/json">: what manifest.json answers, which saves asking for it
//   form#survey-form        in #survey; holds all steps; never submitted
//   [data-step="welcome"]   has input[name=consent], and [data-needs-code] (hidden if the link brought a secret)
//                           with #survey-code; may have input#survey-recovery-file, #survey-recovery-passphrase
//   [data-page]             a page of questions: [data-item], [data-background], textarea[data-comment],
//                           [data-comment-warning], [data-clear], select[name=unit] (macros/survey.html)
//   [data-step="review"]    has [data-review], filled here
//   [data-step="receipt"]   has [data-receipt], set to the receipt's short text (its leaf)
//   [data-relay-silent]     hidden; where the terms name a relay: what sending directly means, shown when it is silent
//   [data-action]           start, back, next, send, send-directly, erase, save-recovery, open-recovery, save-receipt
//   [data-status]           role=status, one;  [data-problem] role=alert, hidden, one
//   [data-problem-of="ID"]  role=alert, hidden: beside a field (#survey-consent, #survey-code), what is wrong with it
//   [data-in-app="APP"]     hidden; shown where the page was opened inside a messenger (in_app.ts)
//   [data-fingerprint]         gets the check letters of the terms as this browser worked them out
//   [data-fingerprint-state]   says whether they are those of the letter, or are to be compared by eye
//   [data-logged]              says where the public log holds the terms, and which witnesses have seen that
//   [data-saving]           says whether entries are kept on this device; #survey[data-is-kept] is "true" once they are
//   .page-progress with [data-page-progress], [data-page-current], [data-page-total]
//
// After "#" in the address: s (secret) or c (code), m (fingerprint), p (pool). It is taken out of the address at once.

import { ProtocolFault, toBase64url } from "./bytes";
import { Doing } from "./doing";
import { answerByKeyboard, offerUnits, readAnswers, showClearButtons, warnOfNames } from "./fields";
import { warnOfApp } from "./in_app";
import { asMeant, bringsInvitation, forget, type Link, remember, takeInvitation } from "./invitation";
import { Keeping } from "./keeping";
import { handOver, Notices, part, parts, Texts } from "./page";
import { beginCredential, type Credential, type Deposit, type Pending, type Receipt, receiptOf, sealBallot, type Terms } from "./protocol";
import { leafOf, receiptFile } from "./receipts";
import { readRecovery, writeRecovery } from "./recovery";
import { RelaySilent, sendBallot } from "./relay";
import { addressesOf, fetchCredential, NoAnswer } from "./server";
import { ShownTerms } from "./shown_terms";
import { fillReview, Steps } from "./steps";

class Survey {
  private readonly texts = new Texts("survey-texts");
  private readonly notices = new Notices(this.texts);
  private readonly form: HTMLFormElement;
  private readonly steps: Steps;
  private readonly kept: Keeping;
  private readonly doing: Doing;
  private readonly wave: string;
  private invitation: Link;
  private readonly shownTerms: ShownTerms;
  private beginning: Promise<void> = Promise.resolve();

  constructor(private readonly root: HTMLElement) {
    this.form = part<HTMLFormElement>("#survey-form", root)!;
    this.wave = root.dataset.wave!;
    this.invitation = takeInvitation(this.wave);
    this.shownTerms = new ShownTerms(root, this.wave, this.notices, this.texts, () => this.invitation.pinned);
    this.kept = new Keeping(root, this.form, this.notices);
    this.doing = new Doing(root, this.notices, this.texts, (fault) => this.failed(fault));
    this.steps = new Steps(root, this.texts, (step) => this.shown(step), () => !this.kept.isLocked);
  }

  private get terms(): Terms | undefined {
    return this.shownTerms.checked;
  }

  begin(): void {
    for (const element of parts("[data-with-script]")) element.hidden = false;
    this.askForCode(this.invitation.secret === "");
    warnOfApp(this.root);
    this.steps.show(0);
    this.listen();
    this.beginning = this.doing.reported("no_answer", async () => {
      await this.shownTerms.load();
      if (this.invitation.secret !== "") await this.openDraft(this.invitation.secret);
      else if (this.invitation.isCut) this.notices.problem(this.texts.say("link_cut"));
    });
  }

  private listen(): void {
    this.form.addEventListener("submit", (event) => event.preventDefault());
    this.root.addEventListener("click", (event) => {
      const button = (event.target as HTMLElement).closest<HTMLElement>("[data-action], [data-goto]");
      if (button?.dataset.goto !== undefined) this.steps.move(Number(button.dataset.goto));
      else if (button) void this.act(button.dataset.action!);
    });
    answerByKeyboard(this.form);
    warnOfNames(this.form, this.texts);
    this.form.addEventListener("input", () => this.kept.saveSoon());
    this.form.addEventListener("change", () => void this.kept.save());
    window.addEventListener("pagehide", () => void this.kept.save());
    window.addEventListener("hashchange", () => void this.beginAnew());
    document.addEventListener("visibilitychange", () => void (document.hidden && this.kept.save()));
  }

  /** Another letter's link in the same tab: the page of its reader, with nothing of the one before. */
  private async beginAnew(): Promise<void> {
    if (!bringsInvitation(location.hash)) return;
    this.root.hidden = true;
    await this.kept.save();
    location.reload();
  }

  private act(action: string): Promise<void> | void {
    switch (action) {
      case "start":
        return this.doing.once("no_answer", () => this.start());
      case "back":
        return this.steps.move(this.steps.current - 1);
      case "next":
        return this.steps.move(this.steps.current + 1);
      case "send":
      case "send-directly":
        return this.doing.once("no_answer", () => this.send(action === "send-directly"));
      case "erase":
        return this.doing.once("failed", () => this.erase());
      case "save-recovery":
        return this.doing.once("failed", () => this.saveRecovery());
      case "open-recovery":
        return this.doing.once("failed", () => this.openRecovery());
      case "save-receipt":
        return this.saveReceipt(this.kept.draft.receipt);
    }
  }

  private askForCode(isNeeded: boolean): void {
    for (const field of parts("[data-needs-code]", this.root)) field.hidden = !isNeeded;
  }

  /** Opens what this device keeps for a secret, and goes on from there. */
  private async openDraft(secret: string): Promise<void> {
    if (!(await this.kept.open(this.wave, secret, this.terms!.fingerprint))) return;
    const found = this.kept.draft;
    if (found.receipt) return this.steps.show(this.steps.receipt);
    for (const area of parts("textarea", this.form)) area.dispatchEvent(new Event("input"));
    if (found.credential) this.useCredential(found.credential);
    if (found.deposit) {
      this.steps.show(this.steps.review);
      this.notices.problem(this.texts.say("no_answer"));
    } else if (found.credential) {
      this.steps.show(Math.max(1, found.page));
      this.notices.say("resumed");
    }
  }

  private async start(): Promise<void> {
    await this.beginning;
    const terms = await this.shownTerms.load();
    const consent = this.form.elements.namedItem("consent");
    if (consent instanceof HTMLInputElement && !consent.checked) return this.notices.problem(this.texts.say("consent_needed"), consent);
    if (!this.kept.draft.credential) {
      const code = part<HTMLInputElement>("#survey-code", this.root);
      const secret = this.invitation.secret || asMeant(code?.value ?? "");
      if (secret === "") return this.notices.problem(this.texts.say("code_needed"), code);
      if (this.invitation.secret === "") await this.openDraft(secret);
      if (this.kept.isLocked) return;
      this.kept.draft.credential ??= await this.credential(terms, secret);
      this.invitation.secret = secret;
      remember(this.wave, this.invitation);
      await this.kept.save();
    }
    this.useCredential(this.kept.draft.credential);
    this.notices.say("");
    if (this.steps.current === 0) this.steps.show(1);
  }

  private async credential(terms: Terms, secret: string): Promise<Credential> {
    this.notices.say("getting_credential");
    const pool = terms.pools.has(this.invitation.pool) ? this.invitation.pool : [...terms.pools.keys()][0]!;
    const keep = async (pending: Pending) => {
      this.kept.draft.pending = pending;
      await this.kept.save();
    };
    const pending = this.kept.draft.pending ?? (await beginCredential(terms, pool));
    try {
      const credential = await fetchCredential(addressesOf(terms.wave).credential, terms, secret, pending, keep);
      delete this.kept.draft.pending;
      return credential;
    } catch (fault) {
      if (fault instanceof ProtocolFault && fault.code === "unknown") await this.askForAnother();
      throw fault;
    }
  }

  /** A code that nobody knows is not kept; another can be typed, also where the link brought it. */
  private async askForAnother(): Promise<void> {
    await this.kept.forgetUnknown();
    this.invitation.secret = "";
    forget(this.wave);
    this.askForCode(true);
  }

  private useCredential(credential: Credential): void {
    offerUnits(this.form, (unit) => this.terms!.poolOfUnit.get(unit) === credential.pool);
  }

  private shown(step: number): void {
    this.notices.problem("");
    this.notices.say("");
    showClearButtons(this.form);
    if (step === this.steps.review) fillReview(part("[data-review]", this.root)!, this.steps, this.texts);
    if (step === this.steps.receipt) void this.showReceipt();
    if (!this.kept.isLocked) {
      this.kept.draft.page = step;
      void this.kept.save();
    }
  }

  private async send(isDirect: boolean): Promise<void> {
    const terms = await this.shownTerms.load();
    if (!this.kept.draft.credential) return this.steps.show(0);
    this.notices.say("sending");
    const isRetry = this.kept.draft.deposit !== undefined;
    // Sealed once and kept before it is sent: whatever happens to the reply, the same ballot is sent again.
    const deposit = (this.kept.draft.deposit ??= await sealBallot(terms, this.kept.draft.credential, readAnswers(this.form)));
    await this.kept.save();
    let receipt: Receipt;
    try {
      receipt = await sendBallot(terms, deposit, isDirect);
    } catch (fault) {
      return this.notReceived(fault, deposit, isRetry);
    }
    await this.kept.keepOnlyReceipt(receipt);
    this.form.reset();
    this.steps.show(this.steps.receipt);
    this.notices.say("sent");
  }

  private async notReceived(fault: unknown, deposit: Deposit, isRetry: boolean): Promise<void> {
    if (!(fault instanceof ProtocolFault) || fault.code === "spent") throw fault;
    if (fault.code === "closed" && isRetry) {
      // An earlier try may have arrived; its receipt is the way to find out.
      this.saveReceipt(await receiptOf(deposit));
      throw new ProtocolFault("closed_unsure");
    }
    delete this.kept.draft.deposit;
    await this.kept.save();
    throw fault;
  }

  private async showReceipt(): Promise<void> {
    const short = this.kept.draft.receipt ? toBase64url(await leafOf(this.kept.draft.receipt)) : "";
    for (const place of parts("[data-receipt]")) place.textContent = short;
  }

  private saveReceipt(receipt: Receipt | undefined): void {
    if (this.terms && receipt) handOver(this.texts.say("receipt_file"), receiptFile(this.terms, receipt));
  }

  private async erase(): Promise<void> {
    if (!window.confirm(this.texts.say(this.kept.draft.receipt ? "erase_receipt_confirm" : "erase_confirm"))) return;
    await this.kept.erase().catch(() => Promise.reject(new ProtocolFault("erase_failed")));
    this.invitation = { secret: "", pinned: this.invitation.pinned, pool: "", isCut: false };
    forget(this.wave);
    this.form.reset();
    this.askForCode(true);
    this.steps.show(0);
    this.notices.say("erased");
  }

  private async saveRecovery(): Promise<void> {
    if (!this.kept.draft.credential || !this.terms) return;
    const passphrase = part<HTMLInputElement>("#survey-recovery-new-passphrase", this.root)?.value ?? "";
    handOver(this.texts.say("recovery_file"), await writeRecovery(this.terms, this.kept.draft.credential, passphrase));
    this.notices.say("recovery_saved");
  }

  private async openRecovery(): Promise<void> {
    const terms = await this.shownTerms.load();
    const file = part<HTMLInputElement>("#survey-recovery-file", this.root)?.files?.[0];
    const passphrase = part<HTMLInputElement>("#survey-recovery-passphrase", this.root)?.value ?? "";
    const credential = await readRecovery((await file?.text()) ?? "", terms, passphrase);
    this.invitation.secret = `credential ${credential.token}`;
    await this.openDraft(this.invitation.secret);
    if (this.kept.isLocked) return;
    this.kept.draft.credential ??= credential;
    remember(this.wave, this.invitation);
    await this.kept.save();
    this.askForCode(false);
    this.notices.say("recovery_opened");
  }

  /** Under terms that are not the true ones nothing is asked any more. */
  private failed(fault: unknown): void {
    for (const offer of parts("[data-relay-silent]", this.root)) offer.hidden &&= !(fault instanceof RelaySilent);
    const isOfOtherTerms = fault instanceof ProtocolFault && fault.code === "manifest_not_pinned";
    if (isOfOtherTerms || (!this.terms && !(fault instanceof NoAnswer))) this.form.hidden = true;
  }
}

const root = part("#survey");
if (root) {
  for (const element of parts("[data-script-missing]")) element.remove();
  if (window.isSecureContext && crypto.subtle) new Survey(root).begin();
  else new Notices(new Texts("survey-texts")).problem(new Texts("survey-texts").say("insecure"));
}
