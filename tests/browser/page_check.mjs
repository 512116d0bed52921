// Opens a page as a reader does: nothing in the console, and with AXE nothing serious in its accessibility.
import { pathToFileURL } from "node:url";
import { kSchemes, seriousFindings, setScheme } from "./accessibility.mjs";
import { Browser } from "./browser.mjs";

const page = process.argv[2];
const { BROWSER_PROGRAM, AXE, WORK } = process.env;

const browser = await Browser.start(BROWSER_PROGRAM, WORK + "/profile");
const problems = [];
browser.on(({ method, params }) => {
  if (method === "Runtime.exceptionThrown") problems.push(params.exceptionDetails.text);
  if (method === "Runtime.consoleAPICalled") problems.push("console: " + params.type);
  if (method === "Log.entryAdded") problems.push(params.entry.text);
});
try {
  for (const scheme of kSchemes) {
    await setScheme(browser, scheme);
    await browser.open(pathToFileURL(page).href);
    const wide = await browser.evaluate("document.documentElement.scrollWidth - innerWidth");
    if (wide > 0) problems.push(`${wide} pixels lie beside a window of 1280`);
    if (AXE && await seriousFindings(browser, AXE, scheme) > 0) problems.push("axe: serious findings");
  }
} finally {
  await browser.close();
}
console.log(page.replace(/.*\//, "") + ": " + (problems.length === 0 ? "nothing to complain of" : problems.join(" | ")));
process.exitCode = problems.length === 0 ? 0 : 1;
