// Small manners of every signed-in page: the menu on a phone, dialogs, the place of an error.

import { keepForms } from "./kept_form";

document.documentElement.classList.add("has-script");
keepForms();

for (const button of document.querySelectorAll<HTMLButtonElement>("[data-menu-button]")) {
  const menu = document.getElementById(button.getAttribute("aria-controls") ?? "");
  if (!menu) continue;
  const setOpen = (isOpen: boolean) => {
    button.setAttribute("aria-expanded", String(isOpen));
    menu.classList.toggle("is-open", isOpen);
  };
  button.addEventListener("click", () => setOpen(button.getAttribute("aria-expanded") !== "true"));
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && button.getAttribute("aria-expanded") === "true") {
      setOpen(false);
      button.focus();
    }
  });
}

for (const opener of document.querySelectorAll<HTMLElement>("[data-dialog-open]")) {
  opener.addEventListener("click", (event) => {
    const dialog = document.getElementById(opener.dataset["dialogOpen"] ?? "");
    if (!(dialog instanceof HTMLDialogElement)) return;
    event.preventDefault();
    dialog.showModal();
  });
}

document.querySelector<HTMLElement>("[data-error-summary]")?.focus();

for (const button of document.querySelectorAll<HTMLButtonElement>("[data-print]")) {
  button.hidden = false;
  button.addEventListener("click", () => window.print());
}

// A step that takes a while must not be started twice by an impatient hand.
for (const form of document.querySelectorAll<HTMLFormElement>("form[data-once]")) {
  let isSent = false;
  form.addEventListener("submit", (event) => {
    if (isSent) event.preventDefault();
    isSent = true;
  });
  window.addEventListener("pageshow", () => {
    isSent = false;
  });
}
