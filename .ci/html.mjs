#!/usr/bin/env node
// Opens the HTML pages of audits and other results in headless Chromium: no console error, no request, tables sort, filter and
// fold on a phone, functions open to items, the keyboard reaches everything, charts save as SVG and PNG, axe finds nothing and every
// text and shape has contrast in both colour schemes, ranges hold their figures, the steps from cost to saving add up, boards read
// neither codes nor commands, paper has whole tables, and the brief is one sheet of A4. Screenshots are left in target/html for people to look at. ONLY=county
// looks at that page alone.
//
//     html.mjs BINARY [SHARED_FOLDER]
//
// Ends with 77 where the browser or its packages cannot be had.
import { execFileSync, spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join, resolve } from "node:path";
import { pathToFileURL } from "node:url";

const root = resolve(import.meta.dirname, "..");
const [given, shared] = process.argv.slice(2);
const binary = given && resolve(given);
const tools = join(root, "target", "peers");
const out = join(root, "target", "html");

function cannot(why) {
  console.error(`NOT RUN: the page was not opened in a browser: ${why}`);
  process.exit(77);
}

if (!binary) {
  console.error("usage: html.mjs BINARY [SHARED_FOLDER]");
  process.exit(2);
}
const browserPath = [process.env.CHROMIUM, "/usr/bin/chromium", "/usr/bin/chromium-browser"].find((path) => path && existsSync(path));
if (!browserPath) cannot("no Chromium; `apt-get install chromium`, or name it in CHROMIUM");
const fromTools = createRequire(join(tools, "package.json"));
mkdirSync(tools, { recursive: true });
const packages = ["playwright-core@1", "axe-core@4", "marked@15"];
if (!packages.every((name) => existsSync(join(tools, "node_modules", name.split("@")[0])))) {
  if (!existsSync(join(tools, "package.json"))) writeFileSync(join(tools, "package.json"), "{}\n");
  const npm = spawnSync("npm", ["install", "--no-audit", "--no-fund", ...packages], { cwd: tools, stdio: ["ignore", "ignore", "inherit"] });
  if (npm.status !== 0) cannot("npm could not install playwright-core and axe-core");
}
const { chromium } = fromTools("playwright-core");
const axe = readFileSync(fromTools.resolve("axe-core/axe.min.js"), "utf8");

const wrong = [];
const must = (holds, what) => holds || wrong.push(what);

function audit(name, inputs, flags = []) {
  return page(name, ["audit", ...inputs, "--quiet", "--fail-on", "never", "--allow-incomplete", ...flags]);
}

/// The page that a command writes.
function page(name, command) {
  const path = join(out, `${name}.html`);
  const ran = spawnSync(binary, [...command, "-o", path], { cwd: root });
  if (!existsSync(path)) throw new Error(`${name}: no page; ${ran.stderr}`);
  return path;
}

/// Opens a page, noting whatever it complains about or asks for.
async function open(browser, name, page, options = {}) {
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, bypassCSP: false, ...options });
  const tab = await context.newPage();
  tab.on("console", (message) => ["error", "warning"].includes(message.type()) && wrong.push(`${name}: console: ${message.text()}`));
  tab.on("pageerror", (error) => wrong.push(`${name}: script: ${error.message}`));
  tab.on("dialog", (dialog) => { wrong.push(`${name}: a dialog opened`); dialog.dismiss(); });
  tab.on("request", (request) => request.url() !== pathToFileURL(page).href && wrong.push(`${name}: asks for ${request.url()}`));
  await tab.goto(pathToFileURL(page).href);
  return tab;
}

async function accessible(tab, name) {
  await tab.evaluate(axe);
  const found = await tab.evaluate(() => axe.run(document, { resultTypes: ["violations"] }));
  for (const violation of found.violations) {
    const places = violation.nodes.slice(0, 3).map((node) => node.target.join(" ")).join("; ");
    wrong.push(`${name}: axe: ${violation.impact} ${violation.id}: ${places}`);
  }
}

/// Every text against what is behind it, and every shape that says something against the page: 4.5 to 1 for text (3 for large
/// text), 3 to 1 for shapes. Returns what is worse, and the least that was found.
async function contrast(tab, name) {
  const found = await tab.evaluate(() => {
    const parse = (colour) => {
      const part = colour.match(/[\d.]+/g)?.map(Number) ?? [0, 0, 0, 0];
      return { rgb: part.slice(0, 3), alpha: part[3] ?? 1 };
    };
    const light = ([r, g, b]) => {
      const linear = [r, g, b].map((one) => (one / 255 <= 0.04045 ? one / 255 / 12.92 : ((one / 255 + 0.055) / 1.055) ** 2.4));
      return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2];
    };
    const ratio = (a, b) => {
      const [high, low] = [light(a), light(b)].sort((x, y) => y - x);
      return (high + 0.05) / (low + 0.05);
    };
    const behind = (place) => {
      for (; place; place = place.parentElement) {
        const { rgb, alpha } = parse(getComputedStyle(place).backgroundColor);
        if (alpha === 1) return rgb;
      }
      return [255, 255, 255];
    };
    const seen = (place) => place.getClientRects().length && getComputedStyle(place).visibility === "visible";
    const least = { text: 21, shape: 21, texts: 0, shapes: 0 };
    const bad = new Set();
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    while (walker.nextNode()) {
      const holder = walker.currentNode.parentElement;
      if (!walker.currentNode.textContent.trim() || holder.closest("script, style, title, desc, .skip, .quiet") || !seen(holder)) continue;
      const style = getComputedStyle(holder);
      const colour = holder instanceof SVGElement ? style.fill : style.color;
      const size = parseFloat(style.fontSize);
      const needs = size >= 24 || (size >= 18.66 && Number(style.fontWeight) >= 700) ? 3 : 4.5;
      const is = ratio(parse(colour).rgb, behind(holder));
      least.text = Math.min(least.text, is);
      least.texts += 1;
      if (is < needs) bad.add(`${is.toFixed(2)} for text in ${holder.tagName.toLowerCase()}.${holder.className?.baseVal ?? holder.className}`);
    }
    const ink = (pattern) => getComputedStyle(document.querySelector(`#${pattern} rect:last-child`)).fill;
    document.querySelectorAll("svg :is(rect, line, polyline, path).between, svg :is(rect, line, polyline, path):is(.left, .gain, .within, .cost, .goes, .likely, .plan, .mark, .nothing, .axis)").forEach((shape) => {
      if (!seen(shape.ownerSVGElement)) return;
      const style = getComputedStyle(shape);
      const pattern = style.fill.match(/#(\w+)/)?.[1];
      const colour = style.stroke !== "none" ? style.stroke : pattern ? ink(pattern) : style.fill;
      const is = ratio(parse(colour).rgb, behind(shape.ownerSVGElement.parentElement));
      least.shape = Math.min(least.shape, is);
      least.shapes += 1;
      if (is < 3) bad.add(`${is.toFixed(2)} for a shape .${shape.className.baseVal}`);
    });
    return { bad: [...bad], least };
  });
  found.bad.forEach((one) => wrong.push(`${name}: contrast ${one}`));
  return found.least;
}

/// What a board reads: no commands, codes or hashes before the appendix; minus signs that stay with their figures; marks inside their
/// ranges; one word for who is counted; tables by size.
async function reads(tab, name, codes) {
  const faults = await tab.evaluate((codes) => {
    const faults = [];
    const sections = [...document.querySelectorAll("section:not(.appendix)")];
    for (const section of sections) {
      const copy = section.cloneNode(true);
      copy.querySelectorAll("script, svg, [data-l='Id']").forEach((part) => part.remove());
      for (const code of copy.querySelectorAll("code")) faults.push(`#${section.id}: code \`${code.textContent}\``);
      const text = copy.textContent;
      for (const [what, pattern] of [
        ["a command", /\bdupaudit [a-z]/], ["an option", /(^|\s)--?[a-z][\w-]+/m], ["a hash", /\b[0-9a-f]{16,}\b/], ["a file", /\.(yaml|json|csv|xlsx)\b/],
        ["provider", /\bproviders?\b/i], ["draws", /\bdraws\b/i],
      ]) {
        const match = text.match(pattern);
        if (match) faults.push(`#${section.id}: ${what}: ${text.slice(Math.max(0, match.index - 30), match.index + 40).replace(/\s+/g, " ")}`);
      }
      const words = new Set(text.split(/[\s(),;:]+/));
      for (const code of codes) if (words.has(code)) faults.push(`#${section.id}: the code ${code}`);
    }
    const walker = document.createTreeWalker(document.querySelector("main"), NodeFilter.SHOW_TEXT);
    while (walker.nextNode()) {
      const node = walker.currentNode;
      if (node.parentElement.closest("script, style, code, #findings, #detail")) continue;
      const match = node.textContent.match(/(^|[\s(])-[£$€\d]/);
      if (match) faults.push(`a hyphen for a minus sign: ${node.textContent.slice(0, 60)}`);
      for (const minus of node.textContent.matchAll(/−[^\s,;)]+/g)) {
        const range = document.createRange();
        range.setStart(node, minus.index);
        range.setEnd(node, minus.index + minus[0].length);
        const lines = new Set([...range.getClientRects()].map((box) => Math.round(box.top)));
        if (lines.size > 1) faults.push(`a minus sign leaves its figure: ${minus[0]}`);
      }
    }
    for (const range of document.querySelectorAll("svg.range")) {
      const band = range.querySelector(".band");
      const [from, width] = ["x", "width"].map((key) => parseFloat(band.getAttribute(key)));
      const mark = parseFloat(range.querySelector(".mark").getAttribute("x1"));
      if (mark < from - 0.02 || mark > from + width + 0.02) faults.push(`a mark at ${mark}% outside ${from}% to ${from + width}%`);
    }
    for (const box of document.querySelectorAll(".verdict")) {
      if (!box.querySelector("strong")?.textContent.trim()) faults.push("a verdict without a word");
    }
    for (const [id, head] of [["functions", "Duplicated"], ["organisations", "Duplicated"], ["payers", "Target a year"], ["plan", "Target saving"]]) {
      const table = document.querySelector(`.table#${id} table`);
      const place = table ? [...table.tHead.rows[0].cells].findIndex((cell) => cell.textContent.trim() === head) : -1;
      if (place < 0) continue;
      const worths = [...table.tBodies[0].rows].map((row) => Number(row.cells[place].querySelector("data")?.value ?? -Infinity));
      if (!worths.every((worth, row) => row === 0 || worths[row - 1] >= worth)) faults.push(`${id}: not by size`);
    }
    return faults;
  }, codes);
  faults.forEach((fault) => wrong.push(`${name}: ${fault}`));
}

/// The key figures lie in the ranges beside them, and the steps from cost to saving add up and begin with what the coverage says.
async function agrees(tab, name, report) {
  const faults = await tab.evaluate((total) => {
    const faults = [];
    const worth = (text) => {
      const [, sign, number, unit] = text.match(/([−-]?)[£$€]?(?:[A-Z]{3} )?([\d.,]+)(k|m|bn)?/) ?? [];
      return (sign ? -1 : 1) * Number(number?.replaceAll(",", "")) * ({ k: 1e3, m: 1e6, bn: 1e9 }[unit] ?? 1);
    };
    for (const card of document.querySelectorAll(".cards > div")) {
      const range = card.querySelector(".about").textContent.match(/(\S+) to (\S+) in 80 of 100/);
      if (!range) continue;
      const [figure, low, high] = [card.querySelector("data").textContent, range[1], range[2]].map(worth);
      if (!(low <= figure && figure <= high)) faults.push(`${card.querySelector("dt").textContent}: ${figure} is not in ${low} to ${high}`);
    }
    const steps = [...document.querySelectorAll("#flow .bars")[0].children].map((row) => [row.className, Math.round(100 * row.querySelector("data").value)]);
    if (steps[0][1] !== total) faults.push(`the steps begin with ${steps[0][1]}, the coverage with ${total}`);
    let left = steps[0][1];
    for (const [kind, amount] of steps.slice(1)) {
      if (kind === "less") left += amount;
      else if (left !== amount) faults.push(`the steps come to ${left}, and ${amount} is shown`);
      if (kind === "whole") left = amount;
    }
    return faults;
  }, Math.round(100 * report.coverage.cost_total));
  faults.forEach((fault) => wrong.push(`${name}: ${fault}`));
}

/// Every chart can be saved by keyboard, as a drawing that stands alone and as a picture.
async function saves(tab, name) {
  const buttons = tab.getByRole("button", { name: /^Save as (SVG|PNG): ./ });
  const count = await buttons.count();
  const charts = await tab.locator("figure.chart").count();
  must(count === 2 * charts && charts >= 5, `${name}: ${count} buttons for ${charts} charts`);
  for (let place = 0; place < count; place += 1) {
    await buttons.nth(place).focus();
    const [download] = await Promise.all([tab.waitForEvent("download", { timeout: 10_000 }), tab.keyboard.press("Enter")]);
    const file = join(out, `${name}-${place}-${download.suggestedFilename()}`);
    await download.saveAs(file);
    const bytes = readFileSync(file);
    if (file.endsWith(".png")) {
      must(bytes.subarray(1, 4).toString() === "PNG" && bytes.readUInt32BE(16) >= 600, `${name}: ${file} is no picture`);
      continue;
    }
    const drawing = bytes.toString();
    const sound = await tab.evaluate((text) => {
      const parsed = new DOMParser().parseFromString(text, "image/svg+xml");
      return !parsed.querySelector("parsererror") && parsed.querySelectorAll("rect, path, polyline").length > 3 && parsed.querySelectorAll("text").length > 1;
    }, drawing);
    must(sound && !/class=|<script|href=|var\(--/.test(drawing), `${name}: ${file} does not stand alone`);
  }
  return charts;
}

/// The brief as a browser prints it: one sheet of A4 that names the largest functions and organisations.
async function brief(browser, example) {
  const path = join(out, `brief-${example.replaceAll("/", "-")}.md`);
  const json = path.replace(/md$/, "json");
  spawnSync(binary, ["audit", `examples/${example}`, "--quiet", "--fail-on", "never", "-o", path, "-o", json], { cwd: root });
  const { marked } = fromTools("marked");
  const text = readFileSync(path, "utf8");
  const context = await browser.newContext();
  const tab = await context.newPage();
  await tab.setContent(`<style>body{font:9.5pt/1.35 sans-serif;margin:0}h1{font-size:15pt;margin:0 0 4pt}h2{font-size:11pt;margin:7pt 0 2pt}p,ol{margin:0 0 4pt}table{border-collapse:collapse;font-size:8.5pt;margin-bottom:4pt}th,td{padding:1pt 6pt;text-align:left;border-bottom:.5pt solid #bbb}</style>${marked.parse(text)}`);
  const pdf = await tab.pdf({ path: path.replace(/md$/, "pdf"), format: "A4", margin: { top: "14mm", bottom: "14mm", left: "16mm", right: "16mm" } });
  const sheets = (pdf.toString("latin1").match(/\/Type\s*\/Page[^s]/g) ?? []).length;
  must(sheets === 1, `brief of ${example}: ${sheets} sheets`);
  const report = JSON.parse(readFileSync(json, "utf8"));
  const largest = (rows, amount, label) => [...rows].filter((row) => amount(row) > 0).sort((a, b) => amount(b) - amount(a)).slice(0, 5).map(label);
  const named = [
    ...largest(report.functions, (row) => row.duplicated[report.savings.basis], (row) => row.label),
    ...largest(report.organisations, (row) => row.duplicated, (row) => row.name),
  ];
  const said = await tab.evaluate(() => document.body.textContent);
  named.forEach((one) => must(said.includes(one), `brief of ${example}: ${one} is not named`));
  await context.close();
  console.log(`brief of ${example}: ${sheets} sheet, ${named.length} names`);
}

/// Every row of a table that is printed whole is on paper, and every sheet that continues a table has its head.
async function whole(tab, name, pdf) {
  const text = spawnSync("pdftotext", ["-layout", pdf, "-"], { encoding: "utf8", maxBuffer: 1e8 });
  if (text.error) {
    console.log("left out: the rows on paper, which need pdftotext (poppler-utils)");
    return;
  }
  const squeezed = (words) => words.replace(/[\s\u00ad]+/g, "");
  const sheets = text.stdout.split("\f").map(squeezed);
  const tables = await tab.evaluate(() => [...document.querySelectorAll("table:not(.heat)")]
    .filter((table) => !table.closest("details") && table.tHead && table.tBodies[0])
    .map((table) => ({
      caption: table.caption?.textContent ?? "",
      head: table.tHead.rows[0].cells[0].textContent.split(" ")[0],
      rows: [...table.tBodies[0].rows].map((row) => row.cells[0].textContent.trim().split(/\s+/)),
      cut: table.tBodies[0].classList.contains("cut") && !table.tBodies[0].classList.contains("whole"),
    })));
  let rows = 0;
  for (const table of tables.filter((table) => !table.cut)) {
    rows += table.rows.length;
    // A long name is broken over lines between other cells: its beginning is enough.
    const missing = table.rows.filter(([first]) => !sheets.some((sheet) => sheet.includes(squeezed(first).slice(0, 7))));
    if (missing.length) wrong.push(`${name}: ${missing.length} rows of ${table.caption} are not on paper: ${missing[0].join(" ")}`);
  }
  console.log(`${name}: ${rows} rows of ${tables.length} tables on paper`);
}

const fits = (tab) => tab.evaluate(() => document.documentElement.scrollWidth <= document.documentElement.clientWidth);

async function works(tab, name) {
  const table = tab.locator("#functions table");
  const rows = () => table.locator("tbody tr:not([hidden])");
  const worths = (column) =>
    table.evaluate((table, column) => {
      const place = [...table.tHead.rows[0].cells].findIndex((head) => head.textContent.startsWith(column));
      return [...table.tBodies[0].rows].map((row) => Number(row.cells[place].querySelector("data")?.value ?? NaN));
    }, column);
  const head = table.getByRole("button", { name: "Cost", exact: true });
  await head.focus();
  await tab.keyboard.press("Enter");
  let sorted = await worths("Cost");
  must(sorted.every((worth, row) => row === 0 || sorted[row - 1] >= worth), `${name}: sorting by cost does not put the largest first`);
  must((await table.locator("th[aria-sort=descending]").count()) === 1, `${name}: the sorted column does not say so`);
  await tab.keyboard.press("Enter");
  sorted = await worths("Cost");
  must(sorted.every((worth, row) => row === 0 || sorted[row - 1] <= worth), `${name}: sorting again does not turn the order round`);

  const all = await rows().count();
  const search = tab.locator("#functions input[type=search]").first();
  await search.fill("payroll");
  const found = await rows().count();
  must(found >= 1 && found < all, `${name}: filtering by payroll shows ${found} of ${all} rows`);
  must((await tab.locator("#functions [role=status]").first().textContent()) === `${found} of ${all} rows`, `${name}: the filter does not say how many it shows`);
  await search.fill("");
  must((await rows().count()) === all, `${name}: an empty filter does not show all rows`);

  // From a bar to the function, from there to an organisation, and to its items.
  await tab.locator("#functions .bars a").first().focus();
  await tab.keyboard.press("Enter");
  await tab.waitForFunction(() => document.activeElement?.closest("details.function")?.open, null, { timeout: 5000 });
  const body = tab.locator("details.function[open] details.body").first();
  await body.locator("summary").focus();
  // The only body of a function is open already.
  if (!(await body.evaluate((details) => details.open))) await tab.keyboard.press("Enter");
  must(await body.locator("tbody tr").first().isVisible(), `${name}: an organisation does not open to its items`);

  const figure = tab.locator(".cards data").first();
  const short = await figure.textContent();
  await tab.getByRole("button", { name: "Show exact figures" }).click();
  must((await figure.textContent()) !== short, `${name}: exact figures are not shown`);
  await tab.getByRole("button", { name: "Show exact figures" }).click();
}

async function look(browser, name, page, pages) {
  const size = statSync(page).size;
  must(size < 2_000_000, `${name}: ${size} bytes is too much for one page`);
  for (const colorScheme of ["light", "dark"]) {
    const tab = await open(browser, name, page, { colorScheme });
    await accessible(tab, `${name}, ${colorScheme}`);
    await tab.evaluate(() => document.querySelectorAll("details").forEach((part, at) => (part.open = at < 6)));
    await accessible(tab, `${name}, ${colorScheme}, open`);
    const least = await contrast(tab, `${name}, ${colorScheme}`);
    console.log(`${name}, ${colorScheme}: contrast of ${least.texts} texts from ${least.text.toFixed(1)}, of ${least.shapes} shapes from ${least.shape.toFixed(1)}`);
    await tab.evaluate(() => document.querySelectorAll("details").forEach((part) => (part.open = false)));
    await tab.screenshot({ path: join(out, `${name}-${colorScheme}.png`), fullPage: true });
    await tab.context().close();
  }
  const phone = await open(browser, name, page, { viewport: { width: 390, height: 844 }, deviceScaleFactor: 2 });
  for (const width of [390, 360]) {
    await phone.setViewportSize({ width, height: 844 });
    must(await fits(phone), `${name}: the page scrolls sideways at ${width} pixels`);
    const wide = await phone.evaluate(() => [...document.querySelectorAll(".scroll")].filter((part) => part.scrollWidth > part.clientWidth + 1).length);
    must(wide === 0, `${name}: ${wide} tables do not fold at ${width} pixels`);
  }
  await phone.screenshot({ path: join(out, `${name}-phone.png`), fullPage: true });
  await phone.context().close();
  const paper = await open(browser, name, page);
  await paper.emulateMedia({ media: "print" });
  await paper.setViewportSize({ width: Math.floor((186 / 25.4) * 96), height: 1000 }); // A4 less its margins
  const cut = await paper.evaluate(() => [...document.querySelectorAll("table, svg.plot")]
    .filter((part) => part.getClientRects().length && part.getBoundingClientRect().right > document.documentElement.clientWidth + 1)
    .map((part) => part.caption?.textContent ?? part.getAttribute("aria-label") ?? part.className));
  cut.forEach((part) => wrong.push(`${name}: paper cuts ${part}`));
  const pdf = await paper.pdf({ path: join(out, `${name}.pdf`), format: "A4", preferCSSPageSize: true, printBackground: true });
  const count = (pdf.toString("latin1").match(/\/Type\s*\/Page[^s]/g) ?? []).length;
  must(count >= 1 && count <= pages, `${name}: ${count} pages of paper, more than ${pages}`);
  await paper.emulateMedia({ media: null });
  await whole(paper, name, join(out, `${name}.pdf`));
  await paper.context().close();
  const plain = await open(browser, name, page, { javaScriptEnabled: false });
  must((await plain.locator("h1").count()) === 1, `${name}: nothing to read without JavaScript`);
  must((await plain.locator("button, input").count()) === 0, `${name}: controls that do nothing without JavaScript`);
  await plain.context().close();
  console.log(`${name}: ${Math.round(size / 1000)} kB, ${count} pages of paper`);
}

rmSync(out, { recursive: true, force: true });
mkdirSync(join(out, "nothing"), { recursive: true });
const cases = [
  ["county", audit("county", ["examples/county"]), 18],
  ["scotland", audit("scotland", ["examples/scotland-council-tax/2020-21"]), 16],
  ["suppliers", audit("suppliers", ["examples/suppliers"]), 16],
  ["lancashire", audit("lancashire", ["examples/lancashire-council-tax"]), 16],
  ["hostile", audit("hostile", ["tests/sample/returns"]), 24],
];
const saved = join(out, "county.json");
spawnSync(binary, ["audit", "examples/county", "--quiet", "-o", saved], { cwd: root });
const rounds = ["examples/scotland-council-tax/2010-11", "examples/scotland-council-tax/2020-21"];
cases.push(
  ["options", page("options", ["options", "examples/lancashire-council-tax", "--options", "examples/lancashire-options/options.yaml", "--quiet"]), 16],
  ["partners", page("partners", ["partners", "examples/county", "--quiet"]), 12],
  ["partners-hostile", page("partners-hostile", ["partners", "tests/sample/returns", "--any-type", "--quiet", "--fail-on", "never", "--allow-incomplete"]), 12],
  ["compare", page("compare", ["compare", ...rounds, "--quiet", "--fail-on", "never"]), 12],
  ["cases", page("cases", ["savings", "--cases"]), 6],
  ["model", page("model", ["savings", saved, "--model", "joint", "--function", "hr.payroll"]), 6],
  ["savings", page("savings", ["savings", saved]), 6],
);
const organograms = shared && ["senior", "junior"].map((kind) => join(resolve(shared), "data", "uk-organograms", `${kind}-2011-09-30.csv`));
if (organograms?.every((file) => existsSync(file))) {
  const returns = join(out, "organograms");
  mkdirSync(returns);
  execFileSync(binary, ["import", "organogram", ...organograms, "-o", returns, "--type", "central-government"], { cwd: root, stdio: "ignore" });
  cases.push(["organograms", audit("organograms", [returns]), 20]);
} else {
  console.log("left out: the page of 173 organisations, whose data is not here");
}

const browser = await chromium.launch({ executablePath: browserPath, args: ["--no-sandbox", "--disable-gpu"] });
try {
  const only = process.env.ONLY?.split(",");
  for (const [name, page, pages] of cases.filter(([name]) => !only || only.includes(name))) await look(browser, name, page, pages);
  const report = JSON.parse(readFileSync(saved, "utf8"));
  const codes = report.functions.map((row) => row.code);
  for (const [name, page] of cases.filter(([name]) => ["county", "lancashire", "options", "partners", "savings"].includes(name))) {
    const tab = await open(browser, name, page);
    await reads(tab, name, codes);
    if (name === "county") {
      await works(tab, name);
      await agrees(tab, name, report);
      console.log(`${name}: ${await saves(tab, name)} charts saved`);
    }
    await tab.context().close();
  }
  for (const example of ["county", "lancashire-council-tax", "suppliers", "public-value"]) await brief(browser, example);
} finally {
  await browser.close();
}
if (wrong.length) {
  console.error([...new Set(wrong)].join("\n"));
  process.exit(1);
}
console.log("the page holds");
