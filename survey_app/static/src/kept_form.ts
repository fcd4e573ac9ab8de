// What somebody entered in a form survives being signed out in the meantime: kept in this tab until it is sent.

const STORE = "gyeol.form";
type Field = HTMLInputElement | HTMLSelectElement | HTMLTextAreaElement;

interface Kept {
  /** The page of the form, with its query. */
  path: string;
  /** Who entered it: somebody else who signs in with the same browser gets nothing of it. */
  account: string;
  /** Which of the page's forms. */
  position: number;
  fields: [name: string, value: string, isChosen: boolean][];
  /** The form came back unsent: to the sign-in page, or as one that was open for too long. */
  isWaiting: boolean;
}

const here = location.pathname + location.search;
const forms = [...document.querySelectorAll<HTMLFormElement>('main form[method="post"]')];
const account = document.querySelector("form.sign-out .account-name")?.textContent ?? "";
const isSignedIn = account !== "";

/** Never a password, a file, or what the page itself fills in. */
function fieldsOf(form: HTMLFormElement): Field[] {
  return ([...form.elements] as Field[]).filter(
    (field) => field.name && !["password", "file", "hidden", "submit", "button", "fieldset"].includes(field.type),
  );
}

function isChoice(field: Field): field is HTMLInputElement {
  return field instanceof HTMLInputElement && ["radio", "checkbox"].includes(field.type);
}

function read(): Kept | undefined {
  try {
    return JSON.parse(sessionStorage.getItem(STORE) ?? "") as Kept;
  } catch {
    return undefined;
  }
}

function write(kept: Kept): void {
  try {
    sessionStorage.setItem(STORE, JSON.stringify(kept));
  } catch {
    // A browser that keeps nothing loses nothing else.
  }
}

function giveBack(kept: Kept): void {
  const form = forms[kept.position];
  if (!form) return;
  const fields = fieldsOf(form);
  kept.fields.forEach(([name, value, isChosen], index) => {
    const field = fields[index];
    if (field?.name !== name) return;
    if (isChoice(field)) field.checked = isChosen;
    else field.value = value;
  });
  for (const notice of document.querySelectorAll<HTMLElement>("[data-form-given-back]")) notice.hidden = false;
}

/** On each page: what was sent well is forgotten, what came back is kept until its form is here again. */
export function keepForms(): void {
  const kept = read();
  const signIn = document.querySelector<HTMLFormElement>("[data-sign-in] form");
  if (kept && signIn) {
    write({ ...kept, isWaiting: true });
    if (location.pathname === "/sign-in") signIn.action = `/sign-in?next=${encodeURIComponent(kept.path)}`;
  } else if (kept && document.querySelector("[data-form-expired]")) {
    write({ ...kept, isWaiting: true });
  } else if (kept && !(kept.isWaiting && kept.account === account && kept.path !== here)) {
    sessionStorage.removeItem(STORE);
    if (kept.isWaiting && kept.account === account) giveBack(kept);
  }
  if (!isSignedIn) return;
  forms.forEach((form, position) => {
    form.addEventListener("submit", () => {
      const fields = fieldsOf(form).map((field): Kept["fields"][number] => [field.name, field.value, isChoice(field) && field.checked]);
      if (fields.length > 0) write({ path: here, account, position, fields, isWaiting: false });
    });
  });
  // Signing out on purpose leaves nothing to whoever uses the browser next.
  document.querySelector("form.sign-out")?.addEventListener("submit", () => sessionStorage.removeItem(STORE));
}
