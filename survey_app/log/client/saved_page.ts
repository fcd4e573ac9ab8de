// A page as somebody saved it: whether anything in it could run that the public log does not name.

const NEVER = "iframe, frame, object, embed, base, applet, portal";
const ADDRESSES = ["href", "src", "action", "formaction", "xlink:href", "data"];

/** What in a page is no script of the log and could run, or lead elsewhere, all the same; nothing of it is run here. */
export function strangeParts(page: Document, digests: ReadonlySet<string>): string[] {
  const strange: string[] = [];
  for (const script of page.querySelectorAll("script")) {
    if (script.getAttribute("type") === "application/json") continue;
    const integrity = script.getAttribute("integrity") ?? "";
    const isEmpty = (script.textContent ?? "").trim() === "";
    if (!script.hasAttribute("src") || !isEmpty || !digests.has(integrity)) strange.push(`script ${integrity || "…"}`);
  }
  for (const element of page.querySelectorAll(NEVER)) strange.push(element.localName);
  for (const meta of page.querySelectorAll("meta[http-equiv]")) {
    if (meta.getAttribute("http-equiv")!.toLowerCase() === "refresh") strange.push("meta refresh");
  }
  for (const element of page.querySelectorAll("*")) {
    for (const { name, value } of element.attributes) {
      const leads = ADDRESSES.includes(name) && /^\s*(javascript|data|vbscript):/i.test(value) && element.localName !== "img";
      if (name.startsWith("on") || name === "srcdoc" || leads) strange.push(`${element.localName} ${name}`);
    }
  }
  return strange;
}
