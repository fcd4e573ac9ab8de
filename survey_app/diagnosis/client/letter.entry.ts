// Shows a letter beside its text as it is typed, filled in as staff will read it. It sends nothing and keeps nothing.
//
// The contract with the template:
//
//   #letter-facts              <script type="application/json">: what is filled in, by language and placeholder
//   [data-letter="ko"]         the text's control;  [data-subject="ko"] the subject's, where there is one
//   [data-preview="ko"]        filled with the letter, paragraph by paragraph
//   [data-without-script]      hidden: the button that has the server make the preview

const PLACEHOLDER = /\{([^{}]*)\}/g;

type Facts = Record<string, Record<string, string>>;

/** The text with its placeholders filled in; one that is not known stays as it was written. */
function filled(text: string, facts: Record<string, string>): string {
  return text.replace(PLACEHOLDER, (whole, name: string) => facts[name] ?? whole);
}

function paragraph(text: string): HTMLParagraphElement {
  const made = document.createElement("p");
  text.split("\n").forEach((line, number) => {
    if (number) made.append(document.createElement("br"));
    made.append(line);
  });
  return made;
}

function begin(): void {
  const given = document.getElementById("letter-facts")?.textContent;
  if (!given) return;
  const facts = JSON.parse(given) as Facts;
  for (const preview of document.querySelectorAll<HTMLElement>("[data-preview]")) {
    const language = preview.dataset.preview ?? "";
    const text = document.querySelector<HTMLTextAreaElement>(`[data-letter="${language}"]`);
    const subject = document.querySelector<HTMLInputElement>(`[data-subject="${language}"]`);
    const known = facts[language];
    if (!text || !known) continue;
    const show = (): void => {
      const parts = [...(subject ? [subject.value] : []), ...text.value.trim().split(/\n\s*\n/)];
      preview.replaceChildren(...parts.map((part) => paragraph(filled(part, known))));
    };
    text.addEventListener("input", show);
    subject?.addEventListener("input", show);
    show();
  }
  for (const button of document.querySelectorAll<HTMLElement>("[data-without-script]")) button.hidden = true;
}

begin();
