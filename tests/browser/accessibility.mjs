// What axe-core says of the page that is open.
import { readFileSync } from "node:fs";

export const kSchemes = ["light", "dark"];

export const setScheme = (browser, scheme) => browser.send("Emulation.setEmulatedMedia",
  { features: scheme ? [{ name: "prefers-color-scheme", value: scheme }] : [] });

// Prints every finding with `where`; gives the number of serious ones.
export async function seriousFindings(browser, axe, where) {
  await browser.evaluate(readFileSync(axe, "utf8") + "; undefined");
  const found = await browser.evaluate(`axe.run({ resultTypes: ["violations"] }).then((r) => r.violations
    .map((v) => [v.impact, v.id, v.nodes.length, v.nodes[0].target.join(" "), v.nodes[0].failureSummary]))`);
  for (const finding of found) console.log("  axe, " + where + ": " + finding.join(" | "));
  return found.filter(([impact]) => impact === "serious" || impact === "critical").length;
}
