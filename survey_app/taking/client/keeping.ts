// What a respondent has done so far, kept on this device: a choice at once, typing a moment after it.

import { ProtocolFault } from "./bytes";
import { type Draft, Drafts } from "./drafts";
import { readFields, writeFields } from "./fields";
import type { Notices } from "./page";
import type { Receipt } from "./protocol";

const SAVE_AFTER_MS = 300;
const PATIENCE_MS = 4000;

/** A browser's storage may never answer. The survey goes on without it, and says that nothing is kept. */
class StorageIsSilent extends Error {}

function patiently<Result>(work: Promise<Result>): Promise<Result> {
  const silence = new Promise<never>((_, reject) => setTimeout(() => reject(new StorageIsSilent()), PATIENCE_MS));
  return Promise.race([work, silence]);
}

export class Keeping {
  draft: Draft = begun("");
  private drafts: Drafts | undefined;
  private timer: number | undefined;
  private last: Promise<void> = Promise.resolve();

  constructor(
    private readonly root: HTMLElement,
    private readonly form: HTMLFormElement,
    private readonly notices: Notices,
  ) {}

  /** Sent, or on its way: what was sealed must not change any more. */
  get isLocked(): boolean {
    return this.draft.deposit !== undefined || this.draft.receipt !== undefined;
  }

  /** Opens what this device keeps for a secret, fills the form with it, and says whether there was anything. Refuses what other terms began. */
  async open(wave: string, secret: string, fingerprint: string): Promise<boolean> {
    this.draft = begun(fingerprint);
    // Until it is read nothing may be written: a page that is left meanwhile would write its empty form over it.
    this.drafts = undefined;
    let drafts: Drafts | undefined;
    let found: Draft | undefined;
    try {
      drafts = await patiently(Drafts.of(wave, secret));
      found = await patiently(drafts.load());
    } catch {
      drafts = undefined;
    }
    this.notices.saving(drafts !== undefined);
    if (found && found.fingerprint !== fingerprint) throw new ProtocolFault("manifest_not_pinned");
    if (found) {
      this.draft = found;
      writeFields(this.form, found.fields);
    }
    this.drafts = drafts;
    return found !== undefined;
  }

  saveSoon(): void {
    this.root.dataset.isKept = "false";
    window.clearTimeout(this.timer);
    this.timer = window.setTimeout(() => void this.save(), SAVE_AFTER_MS);
  }

  /** One after the other, so that an older state never overwrites a newer one. */
  save(): Promise<void> {
    window.clearTimeout(this.timer);
    return (this.last = this.last.then(() => this.write()));
  }

  private async write(): Promise<void> {
    if (!this.drafts) return;
    this.root.dataset.isKept = "false";
    if (!this.isLocked) this.draft.fields = readFields(this.form);
    try {
      await patiently(this.drafts.save(this.draft));
      this.root.dataset.isKept = "true";
      this.notices.saving(true);
    } catch (fault) {
      // What is only full may have room again; what is silent would keep everybody waiting each time.
      if (fault instanceof StorageIsSilent) this.drafts = undefined;
      this.notices.saving(false);
    }
  }

  /** Only the receipt stays on the device: answers and credential have done their work. */
  async keepOnlyReceipt(receipt: Receipt): Promise<void> {
    this.draft = { ...begun(this.draft.fingerprint), receipt };
    await this.save();
  }

  /** Nothing is kept on this device afterwards, nor will be. */
  async erase(): Promise<void> {
    window.clearTimeout(this.timer);
    const { drafts } = this;
    this.drafts = undefined;
    await this.last;
    if (drafts) await patiently(drafts.erase());
    this.draft = begun("");
  }

  /** What was kept for a secret that nobody knows is gone; another may be tried. */
  async forgetUnknown(): Promise<void> {
    if (this.drafts) await patiently(this.drafts.erase()).catch(() => undefined);
  }
}

function begun(fingerprint: string): Draft {
  return { fingerprint, page: 0, fields: {} };
}
