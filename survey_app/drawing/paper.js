// Runs in the kept-open Chromium page: draws a Plotly figure and, for paper, writes it as a flat SVG.
// Plotly's own SVG is deep and repeats every style at every mark; a printer reads the flat one in a third of the time.

const SHAPES = "path, rect, circle, line, ellipse, polygon, polyline, text";
const LEFT_OUT = "defs, clipPath, .infolayer .dragcover, .draglayer";

/** Plotly names things by chance; the same figure has to give the same bytes. */
function steady() {
  let state = 20260101;
  Math.random = () => (state = (state * 16807) % 2147483647) / 2147483647;
}

const short = (number) => String(Math.round(number * 100) / 100);
const escaped = (text) => text.replace(/[&<>"]/g, (c) => ({ "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" })[c]);

function colour(value) {
  const parts = value.match(/[\d.]+/g);
  if (!parts || value === "none") return { paint: "none", alpha: 1 };
  const [red, green, blue, alpha] = parts.map(Number);
  const hex = [red, green, blue].map((part) => Math.round(part).toString(16).padStart(2, "0")).join("");
  return { paint: `#${hex}`, alpha: alpha === undefined ? 1 : alpha };
}

/** What Plotly has written at the mark itself, which costs a tenth of asking for the computed style. */
function styled(node, name) {
  return node.style[name] || getComputedStyle(node)[name];
}

/** Opacity of a mark and of all groups around it, 0 where one of them is hidden. */
function opacity(node, root, known) {
  if (node === root) return 1;
  let found = known.get(node);
  if (found === undefined) {
    const { display, visibility, opacity: own } = node.style;
    const isHidden = display === "none" || visibility === "hidden";
    found = isHidden ? 0 : Number(own || node.getAttribute("opacity") || 1) * opacity(node.parentElement, root, known);
    known.set(node, found);
  }
  return found;
}

/** Where a mark stands; marks of one group that are not moved by themselves stand alike. */
function matrixOf(node, known) {
  if (node.hasAttribute("transform")) return node.getCTM();
  const group = node.parentElement;
  if (!known.has(group)) known.set(group, node.getCTM());
  return known.get(group);
}

function paint(name, value, own, shared) {
  const { paint, alpha } = colour(value);
  const opaque = alpha * Number(own) * shared;
  if (paint === "none" || opaque < 0.004) return null;
  return ` ${name}="${paint}"` + (opaque < 0.996 ? ` ${name}-opacity="${short(opaque)}"` : "");
}

function placed(matrix) {
  if (matrix.a === 1 && matrix.b === 0 && matrix.c === 0 && matrix.d === 1) {
    return matrix.e || matrix.f ? ` transform="translate(${short(matrix.e)},${short(matrix.f)})"` : "";
  }
  const numbers = [matrix.a, matrix.b, matrix.c, matrix.d].map((n) => String(Math.round(n * 1e4) / 1e4));
  return ` transform="matrix(${numbers},${short(matrix.e)},${short(matrix.f)})"`;
}

const GEOMETRY = ["d", "x", "y", "width", "height", "cx", "cy", "r", "rx", "ry", "x1", "x2", "y1", "y2", "points"];

function flatShape(node, shared, places) {
  const path = node.getAttribute("d");
  if (node.tagName === "path" && (!path || path === "M0,0Z")) return "";
  const own = node.style;
  const fill = node.tagName === "line" ? null : paint("fill", styled(node, "fill"), own.fillOpacity || 1, shared);
  const line = styled(node, "stroke");
  const width = line === "none" ? 0 : parseFloat(styled(node, "strokeWidth"));
  let stroke = width > 0 ? paint("stroke", line, own.strokeOpacity || 1, shared) : null;
  if (!fill && !stroke) return "";
  if (stroke) {
    stroke += ` stroke-width="${short(width)}"`;
    const dashes = own.strokeDasharray;
    if (dashes && dashes !== "none") stroke += ` stroke-dasharray="${dashes.replaceAll("px", "")}"`;
  }
  const geometry = GEOMETRY.filter((name) => node.hasAttribute(name))
    .map((name) => ` ${name}="${escaped(node.getAttribute(name))}"`)
    .join("");
  return `<${node.tagName}${geometry}${fill ?? ' fill="none"'}${stroke ?? ""}${placed(matrixOf(node, places))}/>`;
}

/** Each run of text where Chromium has put it, so that no reader has to measure it again. */
function flatText(node, root, known, places) {
  const matrix = matrixOf(node, places);
  const isShift = matrix.a === 1 && matrix.b === 0;
  const walker = document.createTreeWalker(node, NodeFilter.SHOW_TEXT);
  let index = 0;
  let found = "";
  for (let run = walker.nextNode(); run; run = walker.nextNode()) {
    const text = run.data;
    const lead = text.length - text.trimStart().length;
    const shown = text.trim();
    if (shown && shown !== "\u200b") {
      const holder = run.parentElement;
      const style = getComputedStyle(holder);
      const start = node.getStartPositionOfChar(index + lead);
      const [x, y] = isShift ? [start.x + matrix.e, start.y + matrix.f] : [start.x, start.y];
      const fill = paint("fill", style.fill, style.fillOpacity, opacity(holder, root, known));
      if (fill) {
        const weight = Number(style.fontWeight) >= 600 ? ' font-weight="700"' : "";
        found += `<text x="${short(x)}" y="${short(y)}" font-size="${short(parseFloat(style.fontSize))}"${weight}${fill}`;
        found += `${isShift ? "" : placed(matrix)}>${escaped(shown)}</text>`;
      }
    }
    index += text.length;
  }
  return found;
}

function flat(roots, width, height, family) {
  let body = "";
  const known = new Map();
  const places = new Map();
  for (const root of roots) {
    for (const node of root.querySelectorAll(SHAPES)) {
      if (node.closest(LEFT_OUT)) continue;
      const shared = opacity(node, root, known);
      if (!shared) continue;
      body += node.tagName === "text" ? flatText(node, root, known, places) : flatShape(node, shared, places);
    }
  }
  const size = `width="${width}" height="${height}" viewBox="0 0 ${width} ${height}"`;
  return `<svg xmlns="http://www.w3.org/2000/svg" ${size} font-family="${family}">${body}</svg>`;
}

const board = document.createElement("div");
document.body.style.margin = "0";
document.body.append(board);

window.draw = async (spec, format, scale, family) => {
  steady();
  const { width, height } = spec.layout;
  if (format !== "svg") return await Plotly.toImage(spec, { format, scale, width, height, imageDataOnly: true });
  await Plotly.newPlot(board, spec.data, spec.layout, { staticPlot: true });
  const found = flat(board.querySelectorAll(".main-svg"), width, height, family);
  Plotly.purge(board);
  return found;
};
