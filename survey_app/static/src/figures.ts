// Draws the page's figures with plotly.js, which is fetched only when a figure comes near the screen.

import { fitted, type Figure, type Text, type Trace } from "./narrow";

interface Plotly {
  newPlot(
    place: HTMLElement,
    data: unknown[],
    layout: Record<string, unknown>,
    config: Record<string, unknown>,
  ): Promise<unknown>;
  relayout(place: HTMLElement, changes: Record<string, unknown>): Promise<unknown>;
}

declare global {
  interface Window {
    Plotly?: Plotly;
  }
}

const own = document.querySelector<HTMLScriptElement>("script[data-plotly]");
let arriving: Promise<Plotly> | undefined;

/** plotly.js and its styles. The link's id and class keep plotly.js from writing styles into the page itself. */
function plotly(): Promise<Plotly> {
  arriving ??= new Promise((resolve, reject) => {
    const styles = document.createElement("link");
    styles.rel = "stylesheet";
    styles.id = "plotly.js-style-global";
    styles.className = "no-inline-styles";
    styles.href = own?.dataset["plotlyStyles"] ?? "";
    document.head.append(styles);
    const script = document.createElement("script");
    script.src = own?.dataset["plotly"] ?? "";
    script.integrity = own?.dataset["plotlyIntegrity"] ?? "";
    script.onload = () => (window.Plotly ? resolve(window.Plotly) : reject(new Error("plotly.js is empty")));
    script.onerror = () => reject(new Error("plotly.js did not arrive"));
    document.head.append(script);
  });
  return arriving;
}

async function definition(place: HTMLElement): Promise<Figure> {
  const inline = place.closest(".figure")?.querySelector("script[data-figure-json]");
  if (inline) return JSON.parse(inline.textContent ?? "") as Figure;
  const reply = await fetch(place.dataset["figure"] ?? "", { headers: { Accept: "application/json" } });
  if (!reply.ok) throw new Error(`The figure's numbers did not arrive: ${reply.status}`);
  return (await reply.json()) as Figure;
}

// What plotly.js makes of <b> is an inline style, which our policy refuses; the weight of a font is not.
const BOLD = /^\s*<b>[^]*<\/b>\s*$/;
const HEAVY = 700;
const NORMAL = 400;
const plain = (text: string): string => text.replace(/<\/?b>/g, "");

function weightedAnnotation(annotation: Text): Text {
  const text = annotation.text ?? "";
  const font = BOLD.test(text) ? { ...annotation.font, weight: HEAVY } : annotation.font;
  return { ...annotation, text: plain(text), ...(font ? { font } : {}) };
}

function weightedTrace(trace: Trace): Trace {
  const text = trace.text;
  if (!Array.isArray(text) || !text.some((one) => String(one).includes("<b>"))) return trace;
  const weight = text.map((one) => (BOLD.test(String(one)) ? HEAVY : NORMAL));
  return { ...trace, text: text.map((one) => plain(String(one))), textfont: { ...trace.textfont, weight } };
}

/** Draws the figure for that width: a phone's layout, or the one that paper has. */
async function plot(place: HTMLElement, library: Plotly, given: Figure, width: number): Promise<void> {
  const family = getComputedStyle(place).fontFamily;
  const figure = fitted(given, width, family);
  const font = { ...(figure.layout["font"] as object | undefined), family };
  const annotations = ((figure.layout["annotations"] ?? []) as Text[]).map(weightedAnnotation);
  const layout: Record<string, unknown> = { ...figure.layout, annotations, font, autosize: true };
  delete layout["width"];
  if (typeof figure.layout["height"] === "number") place.classList.add("has-own-height");
  await library.newPlot(place, figure.data.map(weightedTrace), layout, {
    ...figure.config,
    responsive: true,
    displayModeBar: false,
    displaylogo: false,
    scrollZoom: false,
  });
  const frame = place.closest(".figure-frame") ?? place;
  frame.parentElement?.querySelector(".figure-names")?.remove();
  if (!figure.names) return;
  const names = document.createElement("ol");
  names.className = "figure-names";
  names.append(...figure.names.map((name) => Object.assign(document.createElement("li"), { textContent: name })));
  frame.after(names);
}

const IDLE_AFTER_MS = 500;
const TURNED_PX = 600;
const drawn = new Map<HTMLElement, Figure>();

async function draw(place: HTMLElement): Promise<void> {
  waiting.unobserve(place);
  place.setAttribute("aria-busy", "true");
  try {
    const [library, figure] = await Promise.all([plotly(), definition(place)]);
    place.replaceChildren();
    await plot(place, library, figure, place.clientWidth);
    drawn.set(place, figure);
  } catch {
    place.textContent = place.dataset["figureFailed"] ?? "";
    place.removeAttribute("role");
    place.classList.add("has-failed");
    place.closest(".figure")?.querySelector("details")?.setAttribute("open", "");
  } finally {
    place.removeAttribute("aria-busy");
  }
}

const waiting = new IntersectionObserver(
  (entries) => {
    for (const entry of entries) {
      if (entry.isIntersecting) void draw(entry.target as HTMLElement);
    }
  },
  { rootMargin: "600px 0px" },
);
const places = [...document.querySelectorAll<HTMLElement>("[data-figure]")];
for (const place of places) waiting.observe(place);

// A page may be printed before it was read to its end: what nobody has scrolled to is drawn while there is time.
window.addEventListener("load", () => {
  const idle = window.requestIdleCallback ?? ((work: () => void) => setTimeout(work, IDLE_AFTER_MS));
  const next = (): void => {
    const place = places.find(
      (one) => !drawn.has(one) && !one.hasAttribute("aria-busy") && !one.classList.contains("has-failed"),
    );
    if (place) void draw(place).then(() => idle(next));
  };
  idle(next);
});

// A phone that is turned gets the other layout.
let widthBefore = window.innerWidth;
window.addEventListener("resize", () => {
  if ((widthBefore < TURNED_PX) === (window.innerWidth < TURNED_PX)) return;
  widthBefore = window.innerWidth;
  for (const [place, figure] of drawn) if (window.Plotly) void plot(place, window.Plotly, figure, place.clientWidth);
});

// Paper is narrower than most screens, and a drawing does not shrink by itself.
const PAPER_WIDTH_PX = 660;

function fit(changes: Record<string, unknown>): void {
  for (const place of drawn.keys()) void window.Plotly?.relayout(place, changes);
}
// What is not drawn yet goes onto paper as its table, and leaves no gap.
const openedForPaper: HTMLDetailsElement[] = [];
const hiddenOnPaper: HTMLElement[] = [];

window.addEventListener("beforeprint", () => {
  fit({ autosize: false, width: PAPER_WIDTH_PX });
  for (const place of places) {
    const table = place.closest(".figure")?.querySelector("details");
    if (drawn.has(place) || !table || table.open) continue;
    table.open = true;
    openedForPaper.push(table);
    const frame = place.closest<HTMLElement>(".figure-frame") ?? place;
    frame.hidden = true;
    hiddenOnPaper.push(frame);
  }
});
window.addEventListener("afterprint", () => {
  fit({ autosize: true, width: null });
  for (const table of openedForPaper.splice(0)) table.open = false;
  for (const frame of hiddenOnPaper.splice(0)) frame.hidden = false;
});

export {};
