// Look and behaviour of the contact sheet, over the style of the report. Internal to report/.
#pragma once

namespace myolens {

inline constexpr char kContactSheetStyle[] = R"css(
:root {
  --card: #fff; --pictures: 7rem;
  --note: #4a5563; --note-ground: #e8ebef; --check: #6b4300; --check-ground: #ffe3a8;
  --fault: #fff; --fault-ground: #a3202a;
}
body { font-family: var(--sans); hyphens: manual; }
main { max-width: none; }
.sheet-head {
  display: grid; grid-template-columns: repeat(auto-fit, minmax(min(32rem, 100%), 1fr));
  gap: .9rem 2.5rem; align-items: start; max-width: 100rem; margin: 1.25rem 0 1rem;
}
.sheet-head p { max-width: 46rem; margin: .5rem 0 0; font-size: .9375rem; line-height: 1.5; }
.meanings { margin: .2rem 0 0; font-size: .8125rem; }
.meanings th, .meanings td { padding: .15rem .6rem; }
.meanings td { text-align: left; }
.meanings .count { text-align: right; }
.meanings tbody th { min-width: 8rem; }

.tools {
  position: sticky; top: 0; z-index: 1; display: flex; flex-wrap: wrap; align-items: center;
  gap: .4rem 1.25rem; margin: 0 -1.25rem 1rem; padding: .5rem 1.25rem;
  background: var(--ground); border: solid var(--rule); border-width: 1px 0; font-size: .875rem;
}
.tools[hidden] { display: none; }
.tools select { font: inherit; padding: .15rem .3rem; max-width: 16rem; }
.tools output { margin-left: auto; color: var(--quiet); font-variant-numeric: tabular-nums; }

.sheet {
  display: grid; grid-template-columns: repeat(auto-fill, minmax(calc(var(--pictures) * 2.62), 1fr));
  gap: .6rem; margin: 0; padding: 0; list-style: none;
}
.sheet.medium { --pictures: 10rem; }
.sheet.large { --pictures: 13rem; }
.card {
  display: flex; flex-direction: column; gap: .2rem; padding: .4rem;
  background: var(--card); border: 1px solid var(--rule); border-left: 4px solid var(--rule);
  font-size: .8125rem; line-height: 1.35; break-inside: avoid;
  content-visibility: auto; contain-intrinsic-size: auto 10rem;
}
.card[hidden] { display: none; }
.card.check { border-left-color: #d99000; }
.card.fault { border-left-color: var(--fault-ground); }
.card a { display: flex; gap: .3rem; background: #000; text-decoration: none; color: #fff; }
.card a:focus-visible { outline: 3px solid var(--blue); outline-offset: 2px; }
.card img { display: block; height: var(--pictures); object-fit: contain; font-size: .75rem; }
.card .screen { flex: 1 1 0; min-width: 0; }
.card .map { flex: none; width: var(--pictures); }
.card p { display: flex; flex-wrap: wrap; gap: 0 .6rem; align-items: baseline; margin: 0; }
.card b { font-weight: 650; }
.card .label { font-weight: 600; }
.card .tag { margin-left: auto; font-size: .6875rem; line-height: 1.3; }
.card small { font-size: .75rem; }
.card .flags { gap: .25rem; }
.flag {
  padding: 0 .4em; border-radius: .2em; font-weight: 600; font-size: .75rem; line-height: 1.5;
  color: var(--note); background: var(--note-ground); white-space: nowrap;
}
.flag.check { color: var(--check); background: var(--check-ground); }
.flag.fault { color: var(--fault); background: var(--fault-ground); }

@media screen and (prefers-color-scheme: dark) {
  :root {
    --card: #1b1f24;
    --note: #c3cad3; --note-ground: #323942; --check: #ffd88a; --check-ground: #5a3d00;
    --fault: #fff; --fault-ground: #b3303a;
  }
}
@media print {
  .banner { background: none; }
  .tools { display: none; }
  .sheet, .sheet.medium, .sheet.large { --pictures: 16mm; gap: 2mm; }
  .card { padding: 1mm; content-visibility: visible; }
  .card p { font-size: .75rem; }
}
)css";

// Without it the page shows all cases, gravest flags first.
inline constexpr char kContactSheetScript[] = R"js(
"use strict";
const find = (name) => document.getElementById(name);
const [tools, sheet, show, order, size, shown] =
    ["tools", "sheet", "show", "order", "size", "shown"].map(find);
const cards = [...sheet.children];

function fits(card) {
  if (show.value === "all") return true;
  if (show.value === "check") return card.matches(".check, .fault");
  return card.dataset.flags.split("|").includes(show.value.slice("flag ".length));
}

let shownOrder = "flags";

function reorder() {
  if (order.value === shownOrder) return;
  shownOrder = order.value;
  const sorted = cards.slice();
  if (shownOrder === "manifest") sorted.sort((a, b) => a.dataset.row - b.dataset.row);
  sheet.append(...sorted);
}

function update() {
  reorder();
  for (const card of cards) card.hidden = !fits(card);
  sheet.className = "sheet " + size.value;
  const count = cards.filter((card) => !card.hidden).length;
  shown.textContent = count + " of " + cards.length + " shown";
}

sheet.addEventListener("keydown", (event) => {
  const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
  if (!step || event.altKey || event.ctrlKey || event.metaKey) return;
  const links = [...sheet.querySelectorAll(".card:not([hidden]) a")];
  const next = links[links.indexOf(document.activeElement) + step];
  if (next) {
    next.focus();
    event.preventDefault();
  }
});
tools.addEventListener("change", update);
addEventListener("pageshow", update);
tools.hidden = false;
)js";

}  // namespace myolens
