// Lays a figure out anew for a narrow screen, from the same definition: what stands beside a row moves above it.

export interface Text {
  text?: string;
  x?: number;
  y?: number;
  xref?: string;
  yref?: string;
  textangle?: number;
  font?: { size?: number; [name: string]: unknown };
  [name: string]: unknown;
}

export interface Trace {
  mode?: string;
  x?: unknown;
  y?: unknown;
  text?: unknown;
  textposition?: unknown;
  textfont?: { size?: number | number[]; color?: unknown; weight?: unknown };
  width?: unknown;
  [name: string]: unknown;
}

interface Axis {
  range?: [number, number];
  domain?: [number, number];
  [name: string]: unknown;
}

export interface Figure {
  data: Trace[];
  layout: Record<string, unknown>;
  config?: Record<string, unknown>;
  /** Names that stand below the figure as a numbered list, where there is no room for them at their points. */
  names?: string[];
}

interface Meta {
  low?: number;
  heads?: string[];
  columns?: number;
  hasNamedPoints?: boolean;
}

const NARROW_PX = 560;
const LINE = 1.3;
const SMALL_PX = 11;
const COLUMNS_ON_A_PHONE = 2;
const GAP = 0.04;
const UPRIGHT_PX = 92;
const MOST_LEGEND_PX = 28;

const pen = document.createElement("canvas").getContext("2d");

function widthOf(text: string, size: number, family: string): number {
  if (!pen) return text.length * size;
  pen.font = `${size}px ${family}`;
  return pen.measureText(text.replace(/<[^>]*>/g, "")).width;
}

function wrapped(text: string, room: number, size: number, family: string): string[] {
  const lines: string[] = [];
  for (const word of text.replaceAll("<br>", " ").split(/ +/)) {
    const longer = lines.length ? `${lines[lines.length - 1] ?? ""} ${word}` : word;
    if (lines.length && widthOf(longer, size, family) <= room) lines[lines.length - 1] = longer;
    else lines.push(word);
  }
  return lines;
}

const list = (value: unknown): number[] => (Array.isArray(value) ? (value as number[]) : []);
const sizeAt = (trace: Trace, place: number): number => {
  const size = trace.textfont?.size;
  return Array.isArray(size) ? (size[place] ?? SMALL_PX) : (size ?? SMALL_PX);
};

/** Rows: their names go above them, and the drawing takes the whole width. */
function rowsNarrowed(figure: Figure, low: number, heads: string[], width: number, family: string): Figure {
  const layout = figure.layout;
  const across = layout["xaxis"] as Axis;
  const up = layout["yaxis"] as Axis;
  const [left, high] = across.range ?? [0, 1];
  const [bottom, top] = up.range ?? [0, 1];
  const margin = layout["margin"] as { t: number; b: number };
  const oldRow = ((layout["height"] as number) - margin.t - margin.b) / (top - bottom);
  const isName = (x: number | undefined, y: number | undefined): boolean =>
    x !== undefined && y !== undefined && x < low && Number.isInteger(y) && y > bottom;
  const isFirst = (x: number): boolean => x - left < (high - left) * 0.01;

  const names = new Map<number, { lines: string[]; behind: string; size: number }>();
  let rows = 0;
  for (const trace of figure.data) {
    if (trace.mode !== "text") continue;
    list(trace.x).forEach((x, place) => {
      const y = list(trace.y)[place];
      if (y === undefined || !isName(x, y)) return;
      const known = names.get(y) ?? { lines: [], behind: "", size: sizeAt(trace, place) };
      const text = String((trace.text as string[])[place]);
      if (isFirst(x)) known.lines = wrapped(text, width - 8, known.size, family);
      else known.behind = text;
      names.set(y, known);
      rows = Math.max(rows, y + 1);
    });
  }
  const lines = Math.max(1, ...[...names.values()].map((name) => name.lines.length));
  const size = Math.max(SMALL_PX, ...[...names.values()].map((name) => name.size));
  const namePx = lines * size * LINE + 2;
  const drawnPx = Math.min(oldRow, 30);
  const newRow = drawnPx + namePx;
  const edge = rows - 0.5;
  // What stands in a row keeps its size in pixels and moves below the name.
  const moved = (y: number): number => {
    if (y > edge) return edge + ((y - edge) * oldRow) / newRow;
    if (y < -0.5) return -0.5 + ((y + 0.5) * oldRow) / newRow;
    const row = Math.round(y);
    return row - 0.5 + (drawnPx / 2 + (y - row) * oldRow * (drawnPx / oldRow)) / newRow;
  };
  const annotations = ((layout["annotations"] ?? []) as Text[]).filter((one) => one.text);
  const isHead = (one: Text): boolean => one.yref !== "paper" && one.y !== undefined && one.y > edge;
  let headPx = (top - edge) * oldRow;
  if (heads.length) headPx = Math.max(headPx, UPRIGHT_PX + 8);

  const data = figure.data.map((trace): Trace => {
    const xs = list(trace.x);
    const ys = list(trace.y);
    if (trace.mode === "text") {
      const kept = xs.map((_, place) => place).filter((place) => !isName(xs[place], ys[place]));
      const pick = <T>(values: T[]): T[] => kept.map((place) => values[place] as T);
      const font = { ...trace.textfont };
      for (const name of ["size", "color", "weight"] as const) {
        const values = font[name];
        if (Array.isArray(values)) font[name] = pick(values) as never;
      }
      const positions = trace.textposition;
      return {
        ...trace,
        x: pick(xs),
        y: pick(ys).map(moved),
        text: pick(trace.text as string[]),
        textposition: Array.isArray(positions) ? pick(positions) : positions,
        textfont: font,
      };
    }
    if (trace.mode === "markers+text" && ys.every((y) => y > edge)) {
      const texts = trace.text as string[];
      const widths = texts.map((text) => widthOf(text, SMALL_PX, family) + MOST_LEGEND_PX);
      let line = 0;
      let at = 8;
      const spots = widths.map((wide) => {
        if (at + wide > width && at > 8) [line, at] = [line + 1, 8];
        const spot = { line, x: at };
        at += wide;
        return spot;
      });
      headPx = Math.max(headPx, (line + 1) * 18 + 8);
      return {
        ...trace,
        x: spots.map((spot) => low + ((high - low) * spot.x) / width),
        y: spots.map((spot) => edge + (headPx - 12 - spot.line * 18) / newRow),
      };
    }
    const wide = trace.width;
    const narrower = typeof wide === "number" ? (wide * drawnPx) / newRow : wide;
    return { ...trace, y: ys.map(moved), ...(wide === undefined ? {} : { width: narrower }) };
  });
  const written = [...names].map(([y, name]): Text => {
    const shown = { showarrow: false, y: y + 0.5, yanchor: "top", font: { size: name.size }, borderpad: 0 };
    return { ...shown, x: low, xanchor: "left", align: "left", text: name.lines.join("<br>") };
  });
  const behind = [...names]
    .filter(([, name]) => name.behind)
    .map(
      ([y, name]): Text => ({
        ...{ showarrow: false, y: y + 0.5, yanchor: "top", xanchor: "right", x: high },
        text: name.behind,
        font: { size: name.size },
      }),
    );
  const others = annotations.map((one): Text => {
    if (one.yref === "paper") {
      const found = wrapped(one.text ?? "", width - 4, one.font?.size ?? SMALL_PX, family);
      headPx += (found.length - 1) * SMALL_PX * LINE;
      return { ...one, text: found.join("<br>"), align: "left", yanchor: "bottom", yshift: 4 };
    }
    if (!isHead(one)) return { ...one, y: moved(one.y ?? 0) };
    const head = heads[one.x ?? -1];
    if (head === undefined) return { ...one, y: moved(one.y ?? 0) };
    const text = wrapped(head, UPRIGHT_PX, one.font?.size ?? SMALL_PX, family).join("<br>");
    return { ...one, y: edge + 4 / newRow, textangle: -90, align: "left", text };
  });
  const range = [bottom < -0.5 ? moved(bottom) : bottom, edge + headPx / newRow];
  const paper = annotations.some((one) => one.yref === "paper");
  // A legend on the paper stands in the margin, one in the drawing in its head.
  const margins = paper ? { ...margin, t: Math.max(margin.t, headPx) } : margin;
  if (paper) range[1] = moved(top);
  const shapes = ((layout["shapes"] ?? []) as Record<string, unknown>[]).map((shape) =>
    typeof shape["y0"] === "number" && typeof shape["y1"] === "number" && shape["yref"] !== "paper"
      ? { ...shape, y0: moved(shape["y0"]), y1: moved(shape["y1"]) }
      : typeof shape["path"] === "string"
        ? { ...shape, path: movedPath(shape["path"], moved) }
        : shape,
  );
  const height = margins.t + margins.b + newRow * ((range[1] ?? 0) - (range[0] ?? 0));
  return {
    ...figure,
    data,
    layout: {
      ...layout,
      height,
      margin: margins,
      shapes,
      annotations: [...others, ...written, ...behind],
      xaxis: { ...across, range: [low, high] },
      yaxis: { ...up, range },
    },
  };
}

/** Hatching: a path of moves and lines, its heights moved as those of the rows. */
function movedPath(path: string, moved: (y: number) => number): string {
  return path.replace(/([ML])([-\d.]+),([-\d.]+)/g, (_, letter: string, x: string, y: string) => {
    return `${letter}${x},${moved(Number(y)).toFixed(3)}`;
  });
}

/** Small figures in a grid: two columns instead of four. */
function gridNarrowed(figure: Figure, columns: number): Figure {
  const layout: Record<string, unknown> = { ...figure.layout };
  const count = Object.keys(layout).filter((name) => name.startsWith("xaxis")).length;
  const before = Math.ceil(count / columns);
  const after = Math.ceil(count / COLUMNS_ON_A_PHONE);
  const spot = (place: number): { x: number; y: number } => ({
    x: (place % COLUMNS_ON_A_PHONE) / COLUMNS_ON_A_PHONE,
    y: 1 - Math.floor(place / COLUMNS_ON_A_PHONE) / after,
  });
  for (let place = 0; place < count; place += 1) {
    const suffix = place ? String(place + 1) : "";
    const { x, y } = spot(place);
    const upright = layout[`yaxis${suffix}`] as Axis;
    const top = 1 - Math.floor(place / columns) / before;
    const down = (value: number): number => y - ((top - value) * before) / after;
    const [low, high] = upright.domain ?? [0, 1];
    layout[`xaxis${suffix}`] = {
      ...(layout[`xaxis${suffix}`] as Axis),
      domain: [x + GAP, x + 1 / COLUMNS_ON_A_PHONE - GAP],
    };
    layout[`yaxis${suffix}`] = { ...upright, domain: [Math.max(0, down(low)), Math.min(1, down(high))] };
  }
  layout["annotations"] = ((layout["annotations"] ?? []) as Text[]).map((one, place) => ({
    ...one,
    x: spot(place).x + GAP,
    y: spot(place).y,
  }));
  layout["height"] = ((layout["height"] as number) * after) / before;
  return { ...figure, layout };
}

/** Points with names: numbers at the points, the names in a list below. */
function pointsNarrowed(figure: Figure): Figure {
  const names: string[] = [];
  const data = figure.data.map((trace): Trace => {
    if (trace.mode !== "markers+text") return trace;
    names.push(...(trace.text as string[]));
    return { ...trace, text: names.map((_, place) => String(place + 1)), hovertext: names };
  });
  return { ...figure, data, names };
}

/** The figure for a place of that width; a wide place gets it as it is. */
export function fitted(figure: Figure, width: number, family: string): Figure {
  const meta = figure.layout["meta"] as Meta | undefined;
  if (!meta || width >= NARROW_PX) return figure;
  if (meta.low !== undefined) return rowsNarrowed(figure, meta.low, meta.heads ?? [], width, family);
  if (meta.columns !== undefined) return gridNarrowed(figure, meta.columns);
  return meta.hasNamedPoints ? pointsNarrowed(figure) : figure;
}
