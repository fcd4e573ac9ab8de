// The form's fields: read, written back, and turned into the answers of a ballot.

import { findIdentifying } from "./identifying";
import { part, parts, type Texts } from "./page";
import type { Answers } from "./protocol";

type Field = HTMLInputElement | HTMLSelectElement | HTMLTextAreaElement;
const ANSWER_FIELD = /^(item\.|background\.|comment\.|unit$|consent$)/;

function fieldsOf(form: HTMLFormElement): Field[] {
  return ([...form.elements] as Field[]).filter((field) => ANSWER_FIELD.test(field.name ?? ""));
}

function isChoice(field: Field): field is HTMLInputElement {
  return field instanceof HTMLInputElement && (field.type === "radio" || field.type === "checkbox");
}

/** Values by name; what was not chosen is left out. */
export function readFields(form: HTMLFormElement): Record<string, string> {
  const values: Record<string, string> = {};
  for (const field of fieldsOf(form)) {
    if ((!isChoice(field) || field.checked) && field.value !== "") values[field.name] = field.value;
  }
  return values;
}

export function writeFields(form: HTMLFormElement, values: Record<string, string>): void {
  for (const field of fieldsOf(form)) {
    const value = values[field.name];
    if (isChoice(field)) field.checked = value === undefined ? field.defaultChecked : field.value === value;
    else if (field.type !== "hidden") field.value = value ?? "";
  }
}

/** A comment as it is sent: one line end, no control characters, composed syllables, no halves of surrogates. */
function tidy(comment: string, longest: number): string {
  const plain = comment.normalize("NFC").replace(/\r\n?/g, "\n").replace(/[^\P{Cc}\n\t]|\p{Surrogate}/gu, "").trim();
  return longest > 0 ? plain.slice(0, longest).replace(/\p{Surrogate}/gu, "") : plain;
}

export function readAnswers(form: HTMLFormElement): Answers {
  const values = readFields(form);
  const given: Answers = { unit: values.unit ?? "", answers: {}, background: {}, comments: {} };
  for (const item of parts("[data-item]", form)) {
    const id = item.dataset.item!;
    const value = values[`item.${id}`];
    given.answers[id] = value === undefined ? null : value === "na" ? "na" : Number(value);
  }
  for (const question of parts("[data-background]", form)) {
    const chosen = values[`background.${question.dataset.background!}`];
    if (chosen !== undefined) given.background[question.dataset.background!] = chosen;
  }
  for (const area of parts<HTMLTextAreaElement>("textarea[data-comment]", form)) {
    const comment = tidy(area.value, area.maxLength);
    if (comment !== "") given.comments[area.dataset.comment!] = comment;
  }
  return given;
}

/** Shows beside each comment, while it is written, what in it might say who somebody is. */
export function warnOfNames(form: HTMLFormElement, texts: Texts): void {
  for (const area of parts<HTMLTextAreaElement>("textarea[data-comment]", form)) {
    const place = part(`[data-comment-warning="${CSS.escape(area.dataset.comment!)}"]`, form);
    if (!place) continue;
    const warn = () => {
      const warning = findIdentifying(area.value)
        .map((kind) => texts.say(`comment_${kind}`))
        .join(" ");
      // A screen reader says it again whenever it is written, so only when it changes.
      if (place.textContent !== warning) place.textContent = warning;
    };
    area.addEventListener("input", warn);
    warn();
  }
}

function radios(item: HTMLElement): HTMLInputElement[] {
  return parts<HTMLInputElement>('input[type="radio"]', item);
}

/** Digits choose a point of the question that has the focus, 0 "not applicable", Delete clears; then on to the next. */
export function answerByKeyboard(form: HTMLFormElement): void {
  form.addEventListener("keydown", (event) => {
    const item = (event.target as HTMLElement).closest<HTMLElement>("[data-item]");
    if (!item || event.ctrlKey || event.altKey || event.metaKey) return;
    if (event.key === "Delete" || event.key === "Backspace") return clear(form, item);
    if (!/^[0-9]$/.test(event.key)) return;
    const points = radios(item).filter((radio) => radio.value !== "na");
    const chosen = event.key === "0" ? radios(item).find((radio) => radio.value === "na") : points[Number(event.key) - 1];
    if (!chosen) return;
    event.preventDefault();
    chosen.checked = true;
    chosen.dispatchEvent(new Event("change", { bubbles: true }));
    const visible = parts("[data-item]", item.closest("[data-page]") ?? form);
    const next = visible[visible.indexOf(item) + 1];
    if (next) (radios(next).find((radio) => radio.checked) ?? radios(next)[0])?.focus();
    else chosen.focus();
  });
  form.addEventListener("click", (event) => {
    const button = (event.target as HTMLElement).closest<HTMLElement>("[data-clear]");
    const item = button?.closest<HTMLElement>("[data-item]");
    if (item) clear(form, item);
  });
  form.addEventListener("change", () => showClearButtons(form));
}

function clear(form: HTMLFormElement, item: HTMLElement): void {
  for (const radio of radios(item)) radio.checked = false;
  radios(item)[0]?.focus();
  form.dispatchEvent(new Event("change", { bubbles: true }));
}

export function showClearButtons(form: HTMLFormElement): void {
  for (const item of parts("[data-item]", form)) {
    const button = part<HTMLButtonElement>("[data-clear]", item);
    if (button) button.hidden = !radios(item).some((radio) => radio.checked);
  }
}

/** Leaves only the units of one's own pool to choose from. */
export function offerUnits(form: HTMLFormElement, isOffered: (unit: string) => boolean): void {
  const select = form.elements.namedItem("unit");
  if (!(select instanceof HTMLSelectElement)) return;
  for (const option of [...select.options]) if (option.value !== "" && !isOffered(option.value)) option.remove();
}
