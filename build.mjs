// Builds what the browser gets: survey_app/static/dist/ and its manifest. The same sources give the same bytes.
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, extname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { brotliCompressSync, gzipSync } from "node:zlib";
import esbuild from "esbuild";

const root = fileURLToPath(new URL(".", import.meta.url));
const source = join(root, "survey_app/static/src");
const published = join(root, "survey_app/static/dist");
// Built beside and put in place at the end, so that a running site never finds half a build.
const dist = `${published}.new`;
const pretendard = join(root, "node_modules/pretendard-gov/dist");
const WEB_WEIGHTS = { Regular: 400, Bold: 700 };
const FIRST_FREQUENT_CHUNK = 107;
const PAPER_WEIGHTS = ["Regular", "Medium", "SemiBold", "Bold"];

// What else a room writes for the browser is imported by one of these.
const ENTRY_POINT = /^survey_app\/[^/]+\/client\/(survey|receipt|[\w-]+\.entry)\.ts$/;

const manifest = {};

/** Store one file under a name that says its content, with compressed copies for the web server. */
function publish(name, bytes) {
  const content = Buffer.from(bytes);
  const hash = createHash("sha384").update(content).digest();
  const extension = extname(name);
  const file = `${basename(name, extension)}-${hash.toString("hex").slice(0, 12)}${extension}`;
  writeFileSync(join(dist, file), content);
  let transferred = content.length;
  if ([".css", ".js", ".svg"].includes(extension)) {
    const brotli = brotliCompressSync(content);
    writeFileSync(join(dist, `${file}.br`), brotli);
    writeFileSync(join(dist, `${file}.gz`), gzipSync(content, { level: 9 }));
    transferred = brotli.length;
  }
  manifest[name] = { file, integrity: `sha384-${hash.toString("base64")}`, bytes: content.length, transferred };
  return file;
}

/** Paths below `folder`, from the project's root, that match; in the same order everywhere. */
function filesBelow(folder, matches) {
  return readdirSync(join(root, folder), { recursive: true })
    .map((path) => `${folder}/${path.replaceAll("\\", "/")}`)
    .filter((path) => !path.startsWith("survey_app/static/dist") && matches.test(path))
    .sort();
}

/** Korean syllables in the chunks that the typeface's makers found to be the most frequent (the highest numbers). */
function frequentSyllables() {
  const rules = readFileSync(join(pretendard, "web/variable/pretendardvariable-gov-dynamic-subset.css"), "utf8");
  const syllables = [];
  for (const [, chunk, range] of rules.matchAll(/subset\.(\d+)\.woff2[^}]*?unicode-range: ([^;]+);/g)) {
    if (Number(chunk) < FIRST_FREQUENT_CHUNK) continue;
    for (const part of range.split(",")) {
      const [from, to] = part.trim().slice(2).split("-").map((code) => Number.parseInt(code, 16));
      for (let code = from; code <= (to ?? from); code++) syllables.push(String.fromCodePoint(code));
    }
  }
  return syllables.filter((character) => character >= "가" && character <= "힣");
}

/**
 * Every character our own pages, letters and questionnaires can show, and the thousand most frequent syllables.
 *
 * A respondent's page has this one font file of each weight and no other. Were rarer characters fetched when they
 * occur, as on other pages, the server's log would tell which syllables somebody has typed into a comment.
 */
function ownCharacters() {
  const characters = new Set();
  for (let code = 0x20; code < 0x7f; code++) characters.add(String.fromCodePoint(code));
  for (const character of "·…–—‘’“”→←↑↓※①②③④⑤⑥⑦⑧⑨⑩°×±≥≤％・「」『』○●△▲▼■□✓✔") characters.add(character);
  for (const character of frequentSyllables()) characters.add(character);
  const files = [
    ...filesBelow("questionnaires/data", /\.yaml$/),
    ...filesBelow("survey_app", /\/templates\/.*\.(html|txt)$|\/translations\/.*\.po$|\/client\/.*\.(ts|json)$/),
  ];
  for (const file of files) {
    for (const character of readFileSync(join(root, file), "utf8")) characters.add(character);
  }
  return [...characters].filter((character) => character >= " ").sort();
}

/** CSS ranges ("U+ac00-ac05, U+ac10") of sorted characters. */
function unicodeRange(characters) {
  const runs = [];
  for (const code of characters.map((character) => character.codePointAt(0)).sort((a, b) => a - b)) {
    const last = runs.at(-1);
    if (last && last[1] === code - 1) last[1] = code;
    else runs.push([code, code]);
  }
  const hex = (code) => code.toString(16);
  return runs.map(([from, to]) => (from === to ? `U+${hex(from)}` : `U+${hex(from)}-${hex(to)}`)).join(",");
}

function python() {
  const own = join(root, ".venv/bin/python");
  return process.env.GYEOL_PYTHON ?? (existsSync(own) ? own : "python3");
}

/** The small font of our own characters, and @font-face rules for it. */
function ownType() {
  const characters = ownCharacters();
  const scratch = mkdtempSync(join(tmpdir(), "gyeol-type-"));
  const rules = [];
  for (const [name, weight] of Object.entries(WEB_WEIGHTS)) {
    const target = join(scratch, `${name}.woff2`);
    const run = spawnSync(
      python(),
      [join(source, "subset_type.py"), join(pretendard, `public/static/PretendardGOV-${name}.otf`), target],
      { input: characters.join(""), encoding: "utf8" },
    );
    if (run.status !== 0) throw new Error(`The typeface could not be cut: ${run.error ?? run.stderr}`);
    const file = publish(`gyeol-sans-${name.toLowerCase()}.woff2`, readFileSync(target));
    rules.push(
      `@font-face{font-family:"Gyeol Sans";font-weight:${weight};font-display:swap;` +
        `src:url(${file}) format("woff2");unicode-range:${unicodeRange(characters)}}`,
    );
  }
  rmSync(scratch, { recursive: true });
  return rules.join("\n");
}

/** Pretendard GOV as its makers cut it, fetched only for characters that are not our own (names, local items). */
function restOfType() {
  const folder = join(pretendard, "web/static");
  const rules = [];
  for (const [name, weight] of Object.entries(WEB_WEIGHTS)) {
    const stylesheet = readFileSync(join(folder, "pretendard-gov-dynamic-subset.css"), "utf8");
    const faces = stylesheet.matchAll(
      new RegExp(`url\\((\\./woff2-dynamic-subset/PretendardGOV-${name}\\.subset\\.\\d+\\.woff2)\\)[^}]*?unicode-range: ([^;]+);`, "g"),
    );
    for (const [, path, range] of faces) {
      cpSync(join(folder, path), join(dist, "type", basename(path)));
      rules.push(
        `@font-face{font-family:"Pretendard GOV";font-weight:${weight};font-display:swap;` +
          `src:url(type/${basename(path)}) format("woff2");unicode-range:${range.replaceAll(" ", "")}}`,
      );
    }
  }
  if (rules.length === 0) throw new Error("pretendard-gov has no dynamic subset where it is expected");
  return rules.join("\n");
}

/** Noto Emoji for comments in reports, without the ASCII whose wide spaces would stand beside each emoji. */
function emojiForPaper() {
  const noto = join(root, "node_modules/@expo-google-fonts/noto-emoji");
  const run = spawnSync(python(), [
    "-m", "fontTools.subset", join(noto, "400Regular/NotoEmoji_400Regular.ttf"), "--unicodes=A9-10FFFF",
    "--layout-features=*", "--name-IDs=*", "--no-recalc-timestamp",
    `--output-file=${join(dist, "fonts/NotoEmoji-Regular.ttf")}`,
  ]);
  if (run.status !== 0) throw new Error(`The emoji could not be cut: ${run.error ?? run.stderr}`);
  cpSync(join(noto, "LICENSE_FONT"), join(dist, "fonts/LICENSE-NotoEmoji.txt"));
}

/** The KRDS tokens that a stylesheet uses, and the tokens those are made of. */
function krdsTokens(stylesheet) {
  const file = readFileSync(join(root, "node_modules/krds-uiux/resources/css/token/krds_tokens.css"), "utf8");
  const values = new Map([...file.matchAll(/(--krds-[\w-]+):\s*([^;]+);/g)].map(([, name, value]) => [name, value]));
  const used = new Set();
  const visit = (text) => {
    for (const [name] of text.matchAll(/--krds-[\w-]+/g)) {
      if (used.has(name)) continue;
      if (!values.has(name)) throw new Error(`KRDS has no token ${name}`);
      used.add(name);
      visit(values.get(name));
    }
  };
  visit(stylesheet);
  return `:root{${[...used].sort().map((name) => `${name}:${values.get(name)}`).join(";")}}`;
}

async function stylesheet(name, before) {
  const bundled = await esbuild.build({
    entryPoints: [join(source, name)],
    bundle: true,
    write: false,
    external: ["*.woff2"],
    logLevel: "error",
  });
  const text = bundled.outputFiles[0].text;
  const { code } = await esbuild.transform(`${before}\n${krdsTokens(text)}\n${text}`, {
    loader: "css",
    minify: true,
    target: ["chrome105", "firefox110", "safari16"],
  });
  publish(name, code);
}

/** The rules plotly.js would otherwise write into the page itself, which a strict style-src forbids. */
function plotlyStyles(library) {
  const table = library.match(/\{"X,X div":[^{}]*"X input:focus[^{}]*\};for\(/);
  if (!table) throw new Error("plotly.js keeps its styles elsewhere now: see plotlyStyles in build.mjs");
  const rules = Function(`return ${table[0].slice(0, -";for(".length)}`)();
  return Object.entries(rules)
    .map(([selector, body]) => {
      const full = selector.replace(/^,/, " ,").replaceAll("X", ".js-plotly-plot .plotly").replaceAll("Y", ".plotly-notifier");
      return `${full}{${body.replaceAll('"Open Sans",verdana,arial,sans-serif', "inherit")}}`;
    })
    .join("\n");
}

/**
 * plotly.js as a strict style-src allows it: what it would write into style elements and attributes is set through
 * the object model instead, and the styles of a map library that no figure of ours uses are left out.
 */
function strictPlotly(library) {
  const changes = [
    [/\(function\(\)\{if\(!document\.getElementById\("[0-9a-f]{64}"\)\).{1,200000}?document\.head\.appendChild\(e\)\}\}\)\(\)/s, ""],
    [/\.attr\("style",""\)/g, '.attr("style",null)'],
    [/\.append\("image"\)\.attr\("style",\w+\.STYLE\)/, '.append("image").style("image-rendering","pixelated")'],
    [/(==="fast"&&!\w+&&\w+)\.attr\("style",\w+\)/, '$1.style("image-rendering","pixelated")'],
  ];
  return changes.reduce((text, [before, after]) => {
    if (text.search(before) < 0) throw new Error(`plotly.js has changed: look at strictPlotly in build.mjs (${before})`);
    return text.replace(before, after);
  }, library);
}

async function scripts() {
  const entries = [
    ...["app.ts", "figures.ts", "progress.ts"].map((name) => `survey_app/static/src/${name}`),
    ...filesBelow("survey_app", ENTRY_POINT),
  ];
  for (const entry of entries) {
    const bundled = await esbuild.build({
      absWorkingDir: root,
      entryPoints: [entry],
      bundle: true,
      write: false,
      minify: true,
      format: "esm",
      target: ["es2022"],
      charset: "utf8",
      legalComments: "none",
      logLevel: "error",
    });
    publish(basename(entry).replace(/(\.entry)?\.ts$/, ".js"), bundled.outputFiles[0].contents);
  }
}

rmSync(dist, { recursive: true, force: true });
mkdirSync(join(dist, "type"), { recursive: true });
mkdirSync(join(dist, "fonts"));

const type = ownType();
publish("type.css", restOfType());
await stylesheet("app.css", type);
await stylesheet("survey.css", type);
await stylesheet("print.css", "");
await scripts();
const library = readFileSync(join(root, "node_modules/plotly.js-cartesian-dist-min/plotly-cartesian.min.js"), "utf8");
publish("plotly.js", strictPlotly(library));
publish("plotly.css", plotlyStyles(library));
publish("favicon.svg", readFileSync(join(source, "favicon.svg")));
for (const weight of PAPER_WEIGHTS) {
  cpSync(join(pretendard, `public/static/alternative/PretendardGOV-${weight}.ttf`), join(dist, "fonts", `PretendardGOV-${weight}.ttf`));
}
emojiForPaper();
cpSync(join(pretendard, "LICENSE.txt"), join(dist, "fonts/LICENSE.txt"));
cpSync(join(pretendard, "LICENSE.txt"), join(dist, "type/LICENSE.txt"));
const sorted = Object.fromEntries(Object.entries(manifest).sort(([a], [b]) => (a < b ? -1 : 1)));
writeFileSync(join(dist, "manifest.json"), `${JSON.stringify(sorted, null, 2)}\n`);
rmSync(published, { recursive: true, force: true });
renameSync(dist, published);
for (const [name, { file, transferred }] of Object.entries(sorted)) {
  console.log(`${name.padEnd(28)} ${String(Math.ceil(transferred / 1024)).padStart(5)} KB  ${file}`);
}
