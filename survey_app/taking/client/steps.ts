// One step at a time: the welcome, the pages of questions, the review, the receipt.

import { part, parts, type Texts } from "./page";

export class Steps {
  /** All steps in the order of the document; the receipt, last, is reached by sending only. */
  readonly all: HTMLElement[];
  readonly review: number;
  readonly receipt: number;
  current = 0;
  private hasBegun = false;

  constructor(
    private readonly root: HTMLElement,
    private readonly texts: Texts,
    private readonly onShow: (step: number) => void,
    private readonly mayMove: () => boolean,
  ) {
    this.all = parts("[data-step], [data-page]", root);
    this.review = this.all.findIndex((step) => step.dataset.step === "review");
    this.receipt = this.all.findIndex((step) => step.dataset.step === "receipt");
    window.addEventListener("popstate", (event) => {
      const asked: unknown = (event.state as { step?: unknown } | null)?.step;
      if (typeof asked === "number" && asked !== this.receipt && this.mayMove()) this.show(asked, false);
    });
  }

  get pages(): HTMLElement[] {
    return this.all.filter((step) => step.dataset.page !== undefined);
  }

  /** Shows a step if the respondent may go there now. */
  move(step: number): void {
    if (this.mayMove() && step !== this.receipt) this.show(step);
  }

  /** Shows a step and puts the focus on its heading; the browser's own back button goes back a step. */
  show(step: number, isNew = true): void {
    this.current = Math.max(0, Math.min(step, this.all.length - 1));
    const shown = this.all[this.current]!;
    for (const other of this.all) other.hidden = other !== shown;
    const state = { step: this.current };
    if (isNew && this.current > 0) history.pushState(state, "");
    else if (isNew) history.replaceState(state, "");
    this.showProgress(shown);
    this.onShow(this.current);
    if (!this.hasBegun) {
      this.hasBegun = true; // a page that has just been opened keeps its focus where it is
      return;
    }
    const heading = part("h1, h2", shown);
    heading?.setAttribute("tabindex", "-1");
    heading?.focus({ preventScroll: true });
    window.scrollTo({ top: 0 });
  }

  private showProgress(shown: HTMLElement): void {
    const pages = this.pages;
    const page = pages.indexOf(shown) + 1;
    for (const bar of parts<HTMLProgressElement>("[data-page-progress]", this.root)) {
      bar.max = pages.length;
      bar.value = this.current === this.review ? pages.length : page;
      bar.setAttribute("aria-label", this.texts.say("page_of", { page, pages: pages.length }));
      const frame = bar.closest<HTMLElement>(".page-progress") ?? bar;
      frame.hidden = page === 0;
    }
    for (const place of parts("[data-page-current]", this.root)) place.textContent = String(page);
    for (const place of parts("[data-page-total]", this.root)) place.textContent = String(pages.length);
  }
}

/** Fills the review: every page, folded, with its answers in words and a way back to it. */
export function fillReview(place: HTMLElement, steps: Steps, texts: Texts): void {
  place.replaceChildren();
  let unanswered = 0;
  for (const page of steps.pages) {
    const title = words(part("h1, h2", page));
    const shown = answersOn(page);
    const skipped = shown.filter(({ isItem, answer }) => isItem && answer === "").length;
    unanswered += skipped;
    const folded = document.createElement("details");
    const heading = document.createElement("summary");
    heading.textContent = skipped > 0 ? `${title} (${texts.say("unanswered", { count: skipped })})` : title;
    const answers = document.createElement("dl");
    for (const { question, answer } of shown) {
      const term = document.createElement("dt");
      term.textContent = question;
      const chosen = document.createElement("dd");
      chosen.textContent = answer === "" ? texts.say("skipped") : answer;
      answers.append(term, chosen);
    }
    const change = document.createElement("button");
    change.type = "button";
    change.className = "button button-text button-small";
    change.dataset.goto = String(steps.all.indexOf(page));
    change.textContent = texts.say("change");
    change.setAttribute("aria-label", texts.say("change_page", { title }));
    folded.append(heading, answers, change);
    place.append(folded);
  }
  if (unanswered > 0) {
    const note = document.createElement("p");
    note.textContent = texts.say("unanswered", { count: unanswered });
    place.prepend(note);
  }
}

interface Shown {
  question: string;
  answer: string;
  isItem: boolean;
}

function answersOn(page: HTMLElement): Shown[] {
  const shown: Shown[] = [];
  for (const element of parts("[data-item], [data-background], select, textarea", page)) {
    if (element instanceof HTMLSelectElement || element instanceof HTMLTextAreaElement) {
      const answer = element instanceof HTMLSelectElement ? (element.selectedOptions[0]?.value ? element.selectedOptions[0].text : "") : element.value;
      shown.push({ question: words(element.labels?.[0]), answer: answer.trim(), isItem: false });
      continue;
    }
    const chosen = part<HTMLInputElement>("input:checked", element);
    const answer = chosen?.value ? words(part(".answer-label", chosen.labels![0]!) ?? chosen.labels![0]) : "";
    shown.push({ question: words(part("legend", element)), answer, isItem: element.dataset.item !== undefined });
  }
  return shown;
}

function words(element: HTMLElement | null | undefined): string {
  return (element?.textContent ?? "").replace(/\s+/g, " ").trim();
}
