#!/usr/bin/env node
// Opens the HTML page of audits in headless Chromium: no console error, no request, tables sort and filter, functions open to
// items, the keyboard reaches everything, axe finds nothing serious in either colour scheme, nothing overflows a phone, and
// paper takes a sensible number of pages. Screenshots are left in target/html for people to look at.
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
const packages = ["playwright-core@1", "axe-core@4"];
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
    const text = `${name}: axe: ${violation.impact} ${violation.id}: ${places}`;
    if (["serious", "critical"].includes(violation.impact)) wrong.push(text);
    else console.log(text);
  }
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
    await tab.evaluate(() => document.querySelectorAll("details").forEach((part) => (part.open = false)));
    await tab.screenshot({ path: join(out, `${name}-${colorScheme}.png`), fullPage: true });
    await tab.context().close();
  }
  const phone = await open(browser, name, page, { viewport: { width: 360, height: 740 }, deviceScaleFactor: 2 });
  must(await fits(phone), `${name}: the page scrolls sideways at 360 pixels`);
  await phone.screenshot({ path: join(out, `${name}-phone.png`), fullPage: true });
  await phone.context().close();
  const paper = await open(browser, name, page);
  const pdf = await paper.pdf({ path: join(out, `${name}.pdf`), format: "A4", preferCSSPageSize: true, printBackground: true });
  const count = (pdf.toString("latin1").match(/\/Type\s*\/Page[^s]/g) ?? []).length;
  must(count >= 1 && count <= pages, `${name}: ${count} pages of paper, more than ${pages}`);
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
  ["county", audit("county", ["examples/county"]), 14],
  ["lancashire", audit("lancashire", ["examples/lancashire-council-tax"]), 12],
  ["hostile", audit("hostile", ["tests/sample/returns"]), 12],
  ["nothing", audit("nothing", [join(out, "nothing")]), 2],
];
const saved = join(out, "county.json");
spawnSync(binary, ["audit", "examples/county", "--quiet", "-o", saved], { cwd: root });
const rounds = ["examples/scotland-council-tax/2010-11", "examples/scotland-council-tax/2020-21"];
cases.push(
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
  for (const [name, page, pages] of cases) await look(browser, name, page, pages);
  const tab = await open(browser, "county", cases[0][1]);
  await works(tab, "county");
  await tab.context().close();
} finally {
  await browser.close();
}
if (wrong.length) {
  console.error([...new Set(wrong)].join("\n"));
  process.exit(1);
}
console.log("the page holds");
