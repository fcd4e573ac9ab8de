// The terms that came with the page: checked once, compared with the letter, looked for in the public log, and shown to
// whoever wants to compare.

import { type Notices, part, parts, type Texts } from "./page";
import { comparePin, spokenFingerprint, type Terms } from "./protocol";
import type { Logged } from "./one_for_all";
import { checkForAll, checkTerms } from "./server";

export class ShownTerms {
  checked: Terms | undefined;

  constructor(
    private readonly root: HTMLElement,
    private readonly wave: string,
    private readonly notices: Notices,
    private readonly texts: Texts,
    private readonly pinned: () => string,
  ) {}

  async load(): Promise<Terms> {
    if (this.checked) return this.checked;
    this.notices.say("checking");
    const pinned = this.pinned();
    const terms = await checkTerms(JSON.parse(part("#survey-terms")!.textContent!), this.wave, pinned);
    const logged = await checkForAll(terms);
    this.notices.say("");
    for (const place of parts("[data-logged]")) place.textContent = this.place(logged);
    for (const place of parts("[data-fingerprint]")) place.textContent = spokenFingerprint(terms.fingerprint);
    const pin = comparePin(terms.fingerprint, pinned);
    const state = pin === "same" ? "terms_match" : pin === "incomplete" ? "terms_incomplete" : "terms_compare";
    for (const place of parts("[data-fingerprint-state]")) place.textContent = this.texts.say(state);
    if (pin === "incomplete") {
      this.notices.say(state);
      for (const letters of parts<HTMLDetailsElement>("details.check-letters", this.root)) letters.open = true;
    }
    return (this.checked = terms);
  }

  private place(logged: Logged): string {
    const names = logged.witnesses.join(", ");
    return this.texts.say(names === "" ? "terms_logged" : "terms_witnessed", { index: logged.index, size: logged.size, names });
  }
}
