// What a press of a button sets going: one thing at a time, and in words what went wrong.

import type { Notices, Texts } from "./page";

export class Doing {
  private isBusy = false;

  constructor(
    private readonly root: HTMLElement,
    private readonly notices: Notices,
    private readonly texts: Texts,
    private readonly failed: (fault: unknown) => void,
  ) {}

  /** A double tap sends once. */
  async once(noAnswer: string, body: () => Promise<void>): Promise<void> {
    if (this.isBusy) return;
    this.isBusy = true;
    this.root.setAttribute("aria-busy", "true");
    await this.reported(noAnswer, body);
    this.isBusy = false;
    this.root.removeAttribute("aria-busy");
  }

  async reported(noAnswer: string, body: () => Promise<void>): Promise<void> {
    this.notices.problem("");
    try {
      await body();
    } catch (fault) {
      this.notices.say("");
      this.notices.problem(this.texts.explain(fault, noAnswer));
      this.failed(fault);
    }
  }
}
