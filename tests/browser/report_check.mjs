// Uses the page of a report as a reader does. Prints what it checked; exit code 1 when something is wrong.
import { mkdirSync, statSync, writeFileSync } from "node:fs";
import { pathToFileURL } from "node:url";
import { kSchemes, seriousFindings, setScheme } from "./accessibility.mjs";
import { Browser } from "./browser.mjs";

const page = process.argv[2];
const { BROWSER_PROGRAM, AXE, SHOTS, WORK } = process.env;
const kMostWorkMs = 1000;
const kLargestBytes = 15e6;

const browser = await Browser.start(BROWSER_PROGRAM, WORK + "/profile");
let failures = 0;
let checks = 0;

function expect(holds, what) {
  ++checks;
  if (holds) return;
  ++failures;
  console.log("  FAILED: " + what);
}

const complaints = [];
browser.on(({ method, params }) => {
  if (method === "Runtime.exceptionThrown") complaints.push(params.exceptionDetails.text);
  if (method === "Runtime.consoleAPICalled") complaints.push(params.type);
  if (method === "Log.entryAdded") complaints.push(params.entry.text);
});

const shown = "[...document.querySelectorAll('#case-list > .case')].filter((c) => !c.hidden)";
const choose = (id, value) => browser.evaluate(`(() => {
  const select = document.getElementById("${id}");
  select.value = "${value}";
  select.dispatchEvent(new Event("change", { bubbles: true }));
})()`);

// For what the page does in an event of its own, such as that of a dialog that closes.
async function expectSoon(expression, what) {
  const until = Date.now() + 5000;
  let holds = false;
  while (!(holds = await browser.evaluate(expression)) && Date.now() < until)
    await new Promise((resolve) => setTimeout(resolve, 20));
  expect(holds, what);
}

async function shot(name) {
  if (!SHOTS) return;
  mkdirSync(SHOTS, { recursive: true });
  const { data } = await browser.send("Page.captureScreenshot");
  writeFileSync(`${SHOTS}/${name}.png`, Buffer.from(data, "base64"));
}

async function measure() {
  const bytes = statSync(page).size;
  const times = [];
  await browser.send("Performance.enable", { timeDomain: "threadTicks" });
  for (let i = 0; i < 3; ++i) {
    await browser.open(pathToFileURL(page).href);
    times.push(await browser.evaluate("performance.getEntriesByType('navigation')[0].loadEventEnd || " +
      "new Promise((done) => setTimeout(() => done(performance.getEntriesByType('navigation')[0].loadEventEnd), 50))"));
  }
  const load = times.sort((a, b) => a - b)[1];
  const cases = await browser.evaluate(shown + ".length");
  const { metrics } = await browser.send("Performance.getMetrics");
  const work = 1000 * metrics.find((metric) => metric.name === "TaskDuration").value;
  console.log(`${cases} cases: ${(bytes / 1e6).toFixed(1)} MB, loaded in ${load.toFixed(0)} ms with ` +
    `${work.toFixed(0)} ms of work`);
  expect(bytes < kLargestBytes, "the page is below 15 MB");
  // The time on the clock is the machine's too; on an idle one it is about this.
  expect(work < kMostWorkMs, "the page loads with less than a second of work");
}

async function checkFilterAndOrder() {
  const outcomes = await browser.evaluate(shown + ".map((c) => [c.dataset.outcome, c.dataset.near])");
  const counts = {
    all: outcomes.length,
    wrong: outcomes.filter(([outcome]) => outcome !== "right").length,
    right: outcomes.filter(([outcome]) => outcome === "right").length,
    alarm: outcomes.filter(([outcome]) => outcome === "alarm").length,
    missed: outcomes.filter(([outcome]) => outcome === "missed").length,
    near: outcomes.filter(([, near]) => near === "yes").length,
  };
  expect(counts.wrong > 0 && counts.near > 0, "the sample has wrong cases and some near the threshold");
  for (const [name, count] of Object.entries(counts)) {
    await choose("case-filter", name);
    const visible = await browser.evaluate(shown + ".filter((c) => c.offsetHeight > 0).length");
    expect(visible === count, `filter ${name} shows ${count} cases, not ${visible}`);
    const said = await browser.evaluate("document.getElementById('case-count').textContent");
    expect(said === `${count} of ${counts.all} cases shown`, `filter ${name} says "${said}"`);
    const option = await browser.evaluate("document.querySelector('#case-filter option:checked').text");
    expect(option.endsWith(`(${count})`), `option "${option}" has the count ${count}`);
  }
  await choose("case-filter", "all");
  for (const [order, sign] of [["falling", -1], ["rising", 1]]) {
    await choose("case-order", order);
    const values = await browser.evaluate(shown + ".map((c) => Number(c.dataset.probability))");
    expect(values.every((value, i) => i === 0 || sign * (value - values[i - 1]) >= 0),
      `order ${order} sorts by probability`);
  }
  await choose("case-order", "patient");
  const patients = await browser.evaluate(shown + ".map((c) => c.dataset.patient)");
  expect(patients.every((name, i) => i === 0 || name >= patients[i - 1]), "order by patient");
  await choose("case-order", "errors");
  const first = await browser.evaluate(shown + "[0].dataset.outcome");
  expect(first !== "right", "errors come first again");
}

const viewerOpen = "document.getElementById('case-viewer').open";
const visibleImages = (root) => browser.evaluate(`[...document.querySelectorAll("${root} img")]
  .filter((image) => image.checkVisibility()).map((image) => [image.alt, image.src.length, image.src.slice(-60)])`);

async function checkViewer() {
  await browser.evaluate(shown + "[0].querySelector('.open').focus()");
  await browser.press("Enter");
  await expectSoon(viewerOpen, "Enter on a case opens it large");
  const patient = await browser.evaluate(shown + "[0].dataset.patient");
  const label = await browser.evaluate("document.getElementById('case-viewer').getAttribute('aria-label')");
  expect(label === "Case " + patient, `the viewer is labelled "${label}"`);
  const pictures = await visibleImages("#viewer-case");
  expect(pictures.length === 3, `original, heat map and overlay, not ${pictures.length} pictures`);
  const decoded = await browser.evaluate(`Promise.all([...document.querySelectorAll("#viewer-case img")]
    .filter((i) => i.checkVisibility()).map((i) => i.decode().then(() => i.naturalWidth)))`);
  expect(decoded.every((width) => width > 90), "the pictures can be decoded");
  expect(await browser.evaluate("document.querySelector('#viewer-case .shares')?.checkVisibility() ?? true"),
    "shares are shown");
  await shot("viewer");

  await browser.evaluate("document.querySelectorAll('#viewer-methods button')[1].focus()");
  await browser.press("Enter");
  const others = await visibleImages("#viewer-case");
  expect(others.length === 3 && others[1][2] !== pictures[1][2], "another method shows another map");
  expect(await browser.evaluate(
    "document.querySelectorAll('#viewer-methods button')[1].getAttribute('aria-pressed')") === "true",
  "its button is pressed");
  expect(await browser.evaluate("document.getElementById('case-method').value") === "1",
    "the choice above the list follows");

  await browser.press("ArrowRight");
  const second = await browser.evaluate(shown + "[1].dataset.patient");
  expect(await browser.evaluate("document.getElementById('case-viewer').getAttribute('aria-label')") ===
    "Case " + second, "the right arrow goes to the next case");
  await browser.press("ArrowLeft");
  await browser.press("ArrowLeft");
  expect(await browser.evaluate("document.getElementById('viewer-previous').disabled"),
    "there is nothing before the first case");
  await browser.press("ArrowRight");
  await browser.press("Escape");
  await expectSoon("!" + viewerOpen, "Escape closes");
  await expectSoon(`document.activeElement.closest("#case-list .case")?.dataset.patient === "${second}"`,
    "the focus is on the case that was shown last");
  await browser.press("Tab");
  const outline = await browser.evaluate(
    "getComputedStyle(document.activeElement).outlineStyle + ' ' + getComputedStyle(document.activeElement).outlineWidth");
  expect(outline === "solid 3px", `the focus is visible (${outline})`);
  await choose("case-method", "0");
}

async function checkPrint() {
  await browser.send("Emulation.setEmulatedMedia", { media: "print" });
  const state = await browser.evaluate(`({
    tools: document.getElementById("case-tools").checkVisibility(),
    buttons: [...document.querySelectorAll("button")].filter((b) => b.checkVisibility()).length,
    columns: getComputedStyle(document.getElementById("case-list")).gridTemplateColumns.split(" ").length,
    hidden: ${shown}.filter((c) => !c.checkVisibility()).length })`);
  expect(!state.tools && state.buttons === 0, "no controls are printed");
  expect(state.columns === 3, `cases are printed in a grid of 3, not ${state.columns}`);
  expect(state.hidden === 0, "all shown cases are printed");
  await browser.send("Emulation.setEmulatedMedia", { media: "" });
  const { data } = await browser.send("Page.printToPDF", { preferCSSPageSize: true });
  const pdf = Buffer.from(data, "base64");
  expect(pdf.subarray(0, 5).toString() === "%PDF-", "the page can be printed");
  console.log(`  PDF: ${(pdf.length / 1e6).toFixed(1)} MB`);
}

async function checkAccessibility() {
  if (!AXE) {
    console.log("  accessibility was not checked (--axe)");
    return;
  }
  for (const scheme of kSchemes) {
    await setScheme(browser, scheme);
    for (const place of ["page", "viewer"]) {
      await browser.open(pathToFileURL(page).href);
      if (place === "viewer") await browser.evaluate(shown + "[0].querySelector('.open').click()");
      const serious = await seriousFindings(browser, AXE, `${scheme} ${place}`);
      await shot(`${place}-${scheme}`);
      expect(serious === 0, `axe finds nothing serious on the ${scheme} ${place}`);
    }
  }
  await setScheme(browser, null);
}

async function checkWithoutScript() {
  await browser.send("Emulation.setScriptExecutionDisabled", { value: true });
  await browser.open(pathToFileURL(page).href);
  const state = await browser.evaluate(`({
    hidden: [...document.querySelectorAll("#case-list > .case")].filter((c) => !c.checkVisibility()).length,
    maps: [...document.querySelectorAll("#case-list .map")].filter((m) => !m.checkVisibility()).length,
    buttons: [...document.querySelectorAll("button")].filter((b) => b.checkVisibility()).length })`);
  expect(state.hidden === 0 && state.maps === 0, "without a script all cases and maps are there");
  expect(state.buttons === 0, "without a script there is no button that does nothing");
}

try {
  await measure();
  await checkFilterAndOrder();
  await checkViewer();
  await checkPrint();
  await checkAccessibility();
  await checkWithoutScript();
  expect(complaints.length === 0, "the console is empty, not: " + complaints.join(" | "));
} finally {
  await browser.close();
}
console.log(`  ${checks - failures} of ${checks} checks hold`);
process.exitCode = failures === 0 ? 0 : 1;
