// Shows at once what would be released of a comment, and takes out the words that somebody has selected in it.

const form = document.querySelector<HTMLFormElement>("form[data-mask]");
const mask = form?.dataset["mask"] ?? "";

for (const row of form?.querySelectorAll<HTMLElement>("[data-review]") ?? []) {
  const original = row.querySelector<HTMLElement>("[data-original]")!;
  const proposed = row.querySelector<HTMLElement>("[data-proposed]")!;
  const more = row.querySelector<HTMLInputElement>("input[name^='more.']")!;
  const take = row.querySelector<HTMLButtonElement>("[data-take-out]")!;
  const boxes = [...row.querySelectorAll<HTMLInputElement>("input[name^='out.']")];
  const marks = [...original.querySelectorAll("mark")];

  const words = () => more.value.split(",").map((part) => part.trim()).filter((part) => part !== "");
  const show = () => {
    marks.forEach((mark, place) => {
      mark.className = boxes[place]!.checked ? "found-out" : "found-kept";
    });
    let text = [...original.childNodes]
      .map((node) => (marks.some((found) => found === node && boxes[marks.indexOf(found)]!.checked) ? mask : node.textContent))
      .join("");
    for (const part of words()) text = text.replaceAll(part, mask);
    proposed.textContent = text.trim();
  };

  take.hidden = false;
  take.addEventListener("click", () => {
    const selection = getSelection();
    const chosen = selection?.toString().trim() ?? "";
    if (chosen !== "" && !chosen.includes(",") && original.contains(selection!.anchorNode) && !words().includes(chosen)) {
      more.value = [...words(), chosen].join(", ");
    }
    row.querySelector("details")!.open = true;
    more.focus();
    show();
  });
  for (const field of [...boxes, more]) field.addEventListener("input", show);
  show();
}

export {};
