// What the scripts of a page share: its texts, its parts, and files handed to the reader.

import { ProtocolFault } from "./bytes";
import { NoAnswer } from "./server";

export function part<Kind extends HTMLElement = HTMLElement>(selector: string, within: ParentNode = document): Kind | null {
  return within.querySelector<Kind>(selector);
}

export function parts<Kind extends HTMLElement = HTMLElement>(selector: string, within: ParentNode = document): Kind[] {
  return [...within.querySelectorAll<Kind>(selector)];
}

/** Sentences in the language of the page, from its JSON block. */
export class Texts {
  private readonly sentences: Record<string, string>;

  constructor(id: string) {
    this.sentences = JSON.parse(document.getElementById(id)?.textContent ?? "{}") as Record<string, string>;
  }

  say(key: string, values: Record<string, string | number> = {}): string {
    const sentence = this.sentences[key] ?? this.sentences.failed ?? key;
    return sentence.replace(/\{(\w+)\}/g, (_, name: string) => String(values[name] ?? ""));
  }

  /** What went wrong, in words; `noAnswer` is the sentence for a reply that never came. */
  explain(fault: unknown, noAnswer: string): string {
    if (fault instanceof NoAnswer) return this.say(fault.sentence || noAnswer);
    if (fault instanceof ProtocolFault) return this.say(fault.code);
    return this.say("failed");
  }
}

/** Where the page says what it is doing and what went wrong. */
export class Notices {
  constructor(private readonly texts: Texts) {}

  say(key: string): void {
    for (const place of parts("[data-status]")) place.textContent = key === "" ? "" : this.texts.say(key);
  }

  /** At the field, where it has a place for it; otherwise at the top of the page. */
  problem(sentence: string, field?: HTMLElement | null): void {
    for (const place of parts("[data-problem], [data-problem-of]")) {
      place.textContent = "";
      place.hidden = true;
    }
    for (const wrong of parts("[aria-invalid]")) wrong.removeAttribute("aria-invalid");
    if (sentence === "") return;
    const beside = field ? part(`[data-problem-of="${field.id}"]`) : null;
    for (const place of beside ? [beside] : parts("[data-problem]")) {
      place.textContent = sentence;
      place.hidden = false;
      // Whoever pressed a button far below sees what became of it.
      if (!field) place.scrollIntoView({ block: "center" });
    }
    field?.setAttribute("aria-invalid", "true");
    field?.focus({ preventScroll: beside !== null });
    beside?.scrollIntoView({ block: "center" });
  }

  saving(isKept: boolean): void {
    for (const place of parts("[data-saving]")) place.textContent = this.texts.say(isKept ? "saved_here" : "not_saved_here");
  }
}

export function handOver(name: string, content: string): void {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([content], { type: "application/json" }));
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}
