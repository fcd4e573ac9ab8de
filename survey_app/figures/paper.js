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

/** Opacity of a mark and of all groups around it. */
function opacity(node, root) {
  let product = 1;
  for (let at = node; at && at !== root; at = at.parentElement) product *= Number(getComputedStyle(at).opacity);
  return product;
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

function flatShape(node, root) {
  if (node.tagName === "path" && !node.getAttribute("d")) return "";
  const style = getComputedStyle(node);
  const shared = opacity(node, root);
  const fill = node.tagName === "line" ? null : paint("fill", style.fill, style.fillOpacity, shared);
  const width = parseFloat(style.strokeWidth);
  let stroke = width > 0 ? paint("stroke", style.stroke, style.strokeOpacity, shared) : null;
  if (!fill && !stroke) return "";
  if (stroke) {
    stroke += ` stroke-width="${short(width)}"`;
    if (style.strokeDasharray !== "none") stroke += ` stroke-dasharray="${style.strokeDasharray.replaceAll("px", "")}"`;
  }
  const geometry = GEOMETRY.filter((name) => node.hasAttribute(name))
    .map((name) => ` ${name}="${escaped(node.getAttribute(name))}"`)
    .join("");
  return `<${node.tagName}${geometry}${fill ?? ' fill="none"'}${stroke ?? ""}${placed(node.getCTM())}/>`;
}

/** Each run of text where Chromium has put it, so that no reader has to measure it again. */
function flatText(node, root) {
  const matrix = node.getCTM();
  const isShift = matrix.a === 1 && matrix.b === 0;
  const walker = document.createTreeWalker(node, NodeFilter.SHOW_TEXT);
  let index = 0;
  let found = "";
  for (let run = walker.nextNode(); run; run = walker.nextNode()) {
    const text = run.data;
    const lead = text.length - text.trimStart().length;
    const shown = text.trim();
    if (shown && shown !== "\u200b") {
      const style = getComputedStyle(run.parentElement);
      const start = node.getStartPositionOfChar(index + lead);
      const [x, y] = isShift ? [start.x + matrix.e, start.y + matrix.f] : [start.x, start.y];
      const fill = paint("fill", style.fill, style.fillOpacity, opacity(run.parentElement, root));
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
  for (const root of roots) {
    for (const node of root.querySelectorAll(SHAPES)) {
      if (node.closest(LEFT_OUT)) continue;
      const style = getComputedStyle(node);
      if (style.display === "none" || style.visibility === "hidden") continue;
      body += node.tagName === "text" ? flatText(node, root) : flatShape(node, root);
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
