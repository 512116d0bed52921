// The look of the page, on screens of any width and on paper. Internal to report/.
#pragma once

namespace myolens {

inline constexpr char kStyle[] = R"css(
:root {
  color-scheme: light dark; --paper: #fff; --bar: #1f2328; --warning: #fbf1f1; --tag: #7a4a00;
  --ink: #1f2328; --quiet: #5b6470; --rule: #c9ced4; --ground: #f5f6f8;
  --blue: #0b5a94; --error: #9b2226;
  --sans: system-ui, -apple-system, "Segoe UI", "Helvetica Neue", Arial, sans-serif;
  --serif: Charter, "Bitstream Charter", "Sitka Text", Cambria, Georgia, serif;
}
* { box-sizing: border-box; }
body {
  margin: 0; background: var(--paper); color: var(--ink);
  font: 1rem/1.55 var(--serif); counter-reset: table figure;
  overflow-wrap: anywhere; hyphens: auto;
}
main { max-width: 62rem; margin: 0 auto; padding: 0 1.25rem; }
.banner {
  margin: 0; padding: .45rem 1.25rem; background: var(--bar); color: #fff; text-align: center;
  font: 600 .875rem/1.4 var(--sans); letter-spacing: .02em;
}
main ~ .banner { margin-top: 3rem; }
header { margin: 2.25rem 0 1.5rem; }
h1, h2, h3 { font-family: var(--sans); line-height: 1.25; text-wrap: balance; hyphens: manual; }
h1 { margin: 0; font-size: 1.75rem; font-weight: 650; }
h2 {
  margin: 2.75rem 0 1rem; padding-top: .6rem; border-top: 1px solid var(--rule);
  font-size: 1.25rem; font-weight: 650;
}
h3 { margin: 0; font-size: 1rem; font-weight: 650; }
.byline { margin: .4rem 0 0; color: var(--quiet); font: .9375rem/1.4 var(--sans); }
.tag {
  display: inline-block; padding: 0 .45em; border: 1px solid currentColor; border-radius: .2em;
  color: var(--tag); font: 600 .75rem/1.5 var(--sans); vertical-align: middle; white-space: nowrap;
}
.summary {
  padding: 1.1rem 1.35rem .4rem; background: var(--ground); border-left: 4px solid var(--blue);
}
.summary h2 { margin: 0 0 .5rem; padding: 0; border: 0; }
.summary p { margin: 0 0 .7rem; }
.summary b { font: 650 .9375rem/1 var(--sans); }
.warning { padding: .5rem .8rem; border-left: 4px solid var(--error); background: var(--warning); }

table {
  width: 100%; margin: 1.5rem 0 .4rem; border-collapse: collapse;
  border-top: 1.5px solid var(--ink); border-bottom: 1.5px solid var(--ink);
  font: .875rem/1.45 var(--sans); font-variant-numeric: tabular-nums lining-nums;
}
caption { padding-bottom: .5rem; text-align: left; font: .9375rem/1.45 var(--sans); }
caption::before {
  counter-increment: table; content: "Table " counter(table) ". "; font-weight: 650;
}
th { font-weight: 600; }
th, td { padding: .3rem .7rem; text-align: right; vertical-align: baseline; overflow-wrap: normal; }
th:first-child, th[rowspan="2"]:first-child, .words { text-align: left; }
th:first-child, td:first-child { padding-left: .2rem; }
tbody th, tfoot th { font-weight: 400; overflow-wrap: break-word; min-width: 6rem; }
thead tr:last-child th { border-bottom: 1px solid var(--ink); }
thead th { vertical-align: bottom; }
thead tr:last-child:not(:first-child) th:first-child { text-align: right; padding-left: .7rem; }
thead th[rowspan] { border-bottom: 1px solid var(--ink); }
.group { border-bottom: 1px solid var(--rule); text-align: center; }
tfoot tr > * { border-top: 1px solid var(--rule); }
small { color: var(--quiet); font-size: .8125rem; }
sup { line-height: 0; font-size: .75em; margin-left: .1em; }
.notes { margin: 0 0 1.5rem; color: var(--quiet); font: .8125rem/1.45 var(--sans); }
.scroll { overflow-x: auto; }
.mark {
  display: inline-block; padding: 0 .4em; border-radius: .2em; background: var(--blue);
  color: var(--paper); font-size: .6875rem; line-height: 1.5;
}
.rows th { padding-top: .7rem; font-weight: 650; color: var(--quiet); }
.wide small { white-space: nowrap; }
.wide th, .wide td { padding: .3rem .35rem; }
.wide small { font-size: .75rem; }
.wide td { white-space: nowrap; }
.wide tbody th { min-width: 6.5rem; }
.wide .words { min-width: 0; white-space: normal; }

dl {
  display: grid; grid-template-columns: max-content 1fr; gap: .25rem 1.25rem;
  font: .9375rem/1.45 var(--sans);
}
dt { color: var(--quiet); }
dd { margin: 0; }
code { font: .8125rem/1.4 ui-monospace, "SF Mono", Consolas, monospace; }

figure { margin: 0; }
figure > svg, figure :not(svg) > svg { display: block; width: 100%; height: auto; }
figcaption { margin-top: .4rem; font: .9375rem/1.45 var(--sans); }
main > section > figure > figcaption::before, .beside > figure > figcaption::before,
.figures > figure > figcaption::before {
  counter-increment: figure; content: "Figure " counter(figure) ". "; font-weight: 650;
}
.beside { display: grid; grid-template-columns: 25rem 1fr; gap: 2.5rem; align-items: start; }
.beside table { margin-top: 0; }
.figures { display: grid; grid-template-columns: 1fr 1fr; gap: 2rem 2.5rem; }
.figures:empty { display: none; }
.beside-figures dl { grid-template-columns: 1fr; gap: 0; }
.beside-figures dd { margin-bottom: .6rem; }
nav {
  display: flex; flex-wrap: wrap; gap: .2rem 1.1rem; margin: 1rem 0 0;
  font: .9375rem/1.6 var(--sans);
}
a { color: var(--blue); }
h3 + dl, h3 + ul, h3 + p { margin-top: .4rem; }
section > h3 { margin-top: 1.5rem; }
.card { grid-template-columns: 11rem 1fr; }
.checklist .words { min-width: 12rem; vertical-align: top; }
.checklist th:first-child { min-width: 3rem; width: 3rem; vertical-align: top; }
.author { color: var(--tag); font-style: italic; }
.plots { display: grid; grid-template-columns: 1fr 1fr; gap: 1.5rem; margin-top: 1.5rem; }

.key { max-width: 25rem; margin-bottom: .5rem; }
.panels {
  display: grid; gap: 1rem 2rem;
  grid-template-columns: repeat(auto-fill, minmax(min(27rem, 100%), 1fr));
}
.trials {
  display: grid; gap: .75rem 1.5rem;
  grid-template-columns: repeat(auto-fill, minmax(min(15rem, 100%), 1fr));
}
.pair { display: grid; grid-template-columns: 1fr 1fr; gap: .75rem; break-inside: avoid; }
.curve-key { margin: 0; padding: 0; list-style: none; font: .9375rem/1.45 var(--sans); }
.curve-key li { display: flex; gap: .6rem; align-items: baseline; }
.curve-key svg { flex: none; width: 1.9rem; height: .75rem; }

@media (max-width: 46rem) {
  .beside, .plots, .figures { grid-template-columns: 1fr; }
  .scroll table.wide { width: max-content; min-width: 100%; }
  .wide caption { width: calc(100vw - 2.5rem); }
  dl { grid-template-columns: 1fr; gap: 0; }
  dd { margin-bottom: .5rem; }
  table { font-size: .75rem; }
  th, td, thead tr:last-child:not(:first-child) th:first-child { padding: .3rem .2rem; }
  tbody th, tfoot th { min-width: 0; }
}
@media (max-width: 30rem) {
  .pair { grid-template-columns: 1fr; }
}
@media screen and (prefers-color-scheme: dark) {
  :root {
    --paper: #14171a; --bar: #000; --warning: #331c1e; --tag: #e9b872;
    --ink: #e4e7eb; --quiet: #a3acb8; --rule: #3b424b; --ground: #20252b;
    --blue: #6db5f2; --error: #f28b8f;
  }
  svg [fill="#1f2328"] { fill: #e4e7eb; }
  svg [fill="#5b6470"] { fill: #a3acb8; }
  svg [fill="#fff"] { fill: #14171a; }
  svg [stroke="#fff"] { stroke: #14171a; }
  svg [stroke="#1f2328"] { stroke: #e4e7eb; }
  svg [stroke="#5b6470"] { stroke: #a3acb8; }
  svg [stroke="#e3e6ea"] { stroke: #2c3239; }
  svg [stroke="#9aa3ad"] { stroke: #6a737d; }
  svg [stroke="#0b5a94"] { stroke: #6db5f2; }
  svg [fill="#e3e6ea"] { fill: #2c3239; }
  svg [fill="#0b5a94"] { fill: #6db5f2; }
  svg [fill="#b8500b"] { fill: #f0a060; }
  svg [stroke="#b8500b"] { stroke: #f0a060; }
  svg [stroke="#00734f"] { stroke: #4fc9a0; }
  svg [stroke="#8a3d78"] { stroke: #dc9acb; }
  svg [stroke="#8a6d00"] { stroke: #dcc060; }
}
@page {
  size: A4; margin: 18mm 16mm;
  @top-center { content: "Research use only, not a medical device"; font: 9pt sans-serif; }
  @bottom-center { content: "Research use only, not a medical device"; font: 9pt sans-serif; }
  @bottom-right { content: counter(page); font: 9pt sans-serif; }
}
@media print {
  html { font-size: 9.5pt; }
  main { max-width: none; padding: 0; }
  .banner { background: none; color: var(--ink); border: 1px solid var(--ink); }
  main ~ .banner { display: none; }  /* every sheet says it */
  * { print-color-adjust: exact; -webkit-print-color-adjust: exact; }
  h2, h3, caption { break-after: avoid; }
  table, figure, .summary, .beside { break-inside: avoid; }
  .beside { grid-template-columns: 20rem 1fr; }
  .scroll { overflow: visible; }
  nav { display: none; }
  .checklist { break-inside: auto; }
  tr { break-inside: avoid; }
  .rows { break-after: avoid; }
  .figures { gap: 1rem 1.5rem; }
  td { white-space: nowrap; }
  .words { white-space: normal; }
  .wide { font-size: .75rem; }
  .wide small { font-size: .625rem; }
  .wide th, .wide td { padding: .2rem .2rem; }
  .panels { grid-template-columns: 1fr 1fr; gap: .75rem 1rem; }
}
)css";

}  // namespace myolens
