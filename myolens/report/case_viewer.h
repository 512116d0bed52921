// Look and behaviour of the list of cases and of the one that is opened large, over the style of
// all pages. Internal to report/.
#pragma once

namespace myolens {

inline constexpr char kCaseStyle[] = R"css(
.cases { display: grid; grid-template-columns: 1fr 1fr; gap: 1.25rem; }
.case {
  display: flex; flex-direction: column; gap: .45rem; padding: .8rem .9rem;
  border: 1px solid var(--rule); border-top: 3px solid var(--rule);
  font: .875rem/1.45 var(--sans); break-inside: avoid;
}
.case[hidden], .map[hidden], .evidence[hidden], .case-tools[hidden] { display: none; }
.case.error { border-top-color: var(--error); }
.case p { margin: 0; }
.heading { display: flex; flex-wrap: wrap; gap: .1rem .75rem; align-items: baseline; }
.heading .verdict { margin-left: auto; white-space: nowrap; }
.verdict { color: var(--quiet); font-weight: 600; }
.error .verdict { color: var(--error); }
.pictures { display: grid; grid-template-columns: repeat(3, 1fr); gap: .4rem; }
.map { display: grid; grid-template-columns: subgrid; grid-column: 2 / 4; gap: inherit; }
.pictures img { display: block; width: 100%; height: auto; aspect-ratio: 1; background: #000; }
.pictures figcaption {
  margin-top: .15rem; color: var(--quiet); font-size: .75rem; text-align: center;
}
.bar { display: block; width: 100%; height: .5rem; flex: none; }
.about, .file { color: var(--quiet); font-size: .75rem; }
.about b { color: var(--ink); font-weight: 600; }
.evidence { display: flex; flex-direction: column; gap: .45rem; }
.shares { margin: 0; border-width: 1px; font-size: .8125rem; }
.shares caption { padding: 0 0 .2rem; color: var(--quiet); font-size: .75rem; }
.shares caption::before { counter-increment: none; content: none; }
.shares th, .shares td { padding: .1rem .4rem; }
.shares tbody th { min-width: 0; }
.shares tbody + tbody tr > * { border-top: 1px solid var(--rule); }
.case summary { cursor: pointer; }

.case-tools {
  position: sticky; top: 0; z-index: 1; display: flex; flex-wrap: wrap; align-items: center;
  gap: .4rem 1.25rem; margin: 0 0 1rem; padding: .5rem .75rem;
  background: var(--ground); border: solid var(--rule); border-width: 1px 0;
  font: .875rem/1.45 var(--sans);
}
.case-tools select, .case-section button {
  padding: .2rem .5rem; border: 1px solid var(--quiet); border-radius: .25rem;
  background: var(--paper); color: var(--ink); font: inherit;
}
.case-section button { cursor: pointer; }
.case-section button:disabled { color: var(--quiet); border-color: var(--rule); cursor: default; }
.case-section button[aria-pressed=true] {
  background: var(--blue); border-color: var(--blue); color: var(--paper);
}
.case-tools output { margin-left: auto; color: var(--quiet); font-variant-numeric: tabular-nums; }
:focus-visible { outline: 3px solid var(--blue); outline-offset: 2px; }
.case .open { padding: 0 .5rem; font-size: .8125rem; }

.cases.compact { grid-template-columns: repeat(auto-fill, minmax(min(17rem, 100%), 1fr)); }
.compact .case {
  padding: .6rem .7rem; gap: .35rem; scroll-margin-top: 4rem;
  content-visibility: auto; contain-intrinsic-size: auto 17rem;
}
.compact .case.current { outline: 3px solid var(--blue); }
.compact .heading h3 { flex: 1 0 100%; }
.compact .heading .verdict { margin-left: 0; }
.compact .open { margin-left: auto; }
.compact .pictures { grid-template-columns: 1fr 1fr; cursor: zoom-in; }
.compact .map { grid-column: 2; grid-template-columns: 1fr; }
.compact .heat, .compact .shares, .compact details, .compact .file { display: none; }

dialog {
  width: min(76rem, 96vw); max-height: 96vh; padding: 0 1.25rem 1rem; overflow: auto;
  background: var(--paper); color: var(--ink); border: 1px solid var(--quiet);
}
dialog::backdrop { background: rgb(0 0 0 / .65); }
.viewer-bar {
  position: sticky; top: 0; z-index: 1; display: flex; flex-wrap: wrap; gap: .4rem .6rem;
  align-items: center; margin: 0 -1.25rem .8rem; padding: .6rem 1.25rem;
  background: var(--ground); border-bottom: 1px solid var(--rule); font: .875rem/1.45 var(--sans);
}
#viewer-place { color: var(--quiet); font-variant-numeric: tabular-nums; }
.methods { display: flex; flex-wrap: wrap; gap: .3rem; margin: 0 auto; }
#viewer-close { margin-left: auto; }
.methods + #viewer-close { margin-left: 0; }
dialog .case { padding: 0; border: 0; font-size: 1rem; }
dialog .case h3 { font-size: 1.25rem; }
dialog .case .open { display: none; }
dialog .pictures figcaption, dialog .shares caption, dialog .about, dialog .file {
  font-size: .875rem;
}
dialog .shares { max-width: 40rem; font-size: .9375rem; }
.viewer-keys { margin: .8rem 0 0; color: var(--quiet); font: .8125rem/1.45 var(--sans); }

.printed-only { display: none; }

@media (scripting: none) {
  .case noscript { display: contents; }
}

@media (max-width: 46rem) {
  .cases { grid-template-columns: 1fr; }
  dialog .pictures { grid-template-columns: 1fr 1fr; }
  dialog .map { grid-column: 1 / 3; grid-template-columns: 1fr 1fr; }
}
@media print {
  .printed-only:not(:empty) { display: block; font: .75rem/1.45 var(--sans); }
  .case-tools, .case .open, dialog { display: none; }
  .cases, .cases.compact { display: grid; grid-template-columns: repeat(3, 1fr); gap: .5rem; }
  .case, .compact .case {
    gap: .2rem; padding: .4rem .5rem; font-size: .75rem; content-visibility: visible;
  }
  .case .heading .verdict { margin-left: 0; }
  .pictures, .compact .pictures { grid-template-columns: 1fr 1fr; }
  .map { grid-column: 2; grid-template-columns: 1fr; }
  .heat, .case details, .case .file, .shares caption { display: none; }
  .compact .shares { display: table; }
  .case, .shares { line-height: 1.3; }
  .shares, .pictures figcaption, .about { font-size: .6875rem; }
  .shares th, .shares td { padding: 0 .15rem; }
}
)css";

// Without it the page is a plain list of all cases with everything that is known of each.
inline constexpr char kCaseScript[] = R"js(
"use strict";
(() => {
  const find = (name) => document.getElementById(name);
  const list = find("case-list");
  if (!list) return;
  const [tools, filter, order, method, count] =
      ["case-tools", "case-filter", "case-order", "case-method", "case-count"].map(find);
  const [viewer, place, methods, shownCase, previous, next] =
      ["case-viewer", "viewer-place", "viewer-methods", "viewer-case", "viewer-previous",
       "viewer-next"].map(find);
  const cases = [...list.children];
  const probability = (card) => Number(card.dataset.probability);
  const byName = new Intl.Collator("en", { numeric: true });
  const orders = {
    errors: () => 0,
    falling: (a, b) => probability(b) - probability(a),
    rising: (a, b) => probability(a) - probability(b),
    patient: (a, b) => byName.compare(a.dataset.patient, b.dataset.patient),
  };
  let current = null;
  let shownMethod = null;

  const isShown = {
    all: () => true,
    wrong: (card) => card.dataset.outcome !== "right",
    near: (card) => card.dataset.near === "yes",
  };
  const shown = () => [...list.children].filter((card) => !card.hidden);

  function update() {
    const fits = isShown[filter.value] || ((card) => card.dataset.outcome === filter.value);
    for (const card of cases) card.hidden = !fits(card);
    list.append(...cases.slice().sort(orders[order.value]));
    count.textContent = shown().length + " of " + cases.length + " cases shown";
    find("case-printed").textContent = count.textContent + ": " +
        filter.selectedOptions[0].text.replace(/ \(.*/, "") + ". Order: " +
        order.selectedOptions[0].text + ".";
  }

  // What noscript elements hold is text until it is wanted.
  function applyMethod(root) {
    for (const packed of root.querySelectorAll(`noscript[data-method="${shownMethod}"]`))
      packed.outerHTML = packed.textContent;
    for (const part of root.querySelectorAll("[data-method]"))
      part.hidden = part.dataset.method !== shownMethod;
  }

  function choose(number) {
    if (number === shownMethod) return;
    shownMethod = number;
    applyMethod(list);
    if (current) applyMethod(shownCase);
    if (!method) return;
    method.value = number;
    [...methods.children].forEach((button, index) =>
        button.setAttribute("aria-pressed", String(String(index) === number)));
  }

  function show(card) {
    current = card;
    const copy = card.cloneNode(true);
    for (const details of copy.querySelectorAll("details")) details.open = true;
    applyMethod(copy);
    shownCase.replaceChildren(copy);
    const row = shown();
    const index = row.indexOf(card);
    place.textContent = "Case " + (index + 1) + " of " + row.length;
    previous.disabled = index === 0;
    next.disabled = index === row.length - 1;
    viewer.setAttribute("aria-label", "Case " + card.dataset.patient);
    viewer.scrollTop = 0;
  }

  function open(card) {
    show(card);
    viewer.showModal();
  }

  function step(distance) {
    const row = shown();
    const card = row[row.indexOf(current) + distance];
    if (!card) return;
    show(card);
    if (document.activeElement === document.body || document.activeElement.disabled)
      find("viewer-close").focus();
  }

  list.addEventListener("click", (event) => {
    const card = event.target.closest(".case");
    if (card && event.target.closest(".open, .pictures")) open(card);
  });
  list.addEventListener("keydown", (event) => {
    const distance = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    const card = event.target.closest(".case");
    if (!distance || !card || event.altKey || event.ctrlKey || event.metaKey) return;
    const row = shown();
    const target = row[row.indexOf(card) + distance];
    if (!target) return;
    target.querySelector(".open").focus();
    event.preventDefault();
  });
  viewer.addEventListener("keydown", (event) => {
    const distance = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (!distance || event.altKey || event.ctrlKey || event.metaKey) return;
    step(distance);
    event.preventDefault();
  });
  viewer.addEventListener("close", () => {
    shownCase.replaceChildren();
    current.querySelector(".open").focus();
    current = null;
  });
  viewer.addEventListener("click", (event) => {
    if (event.target === viewer) viewer.close();
  });
  previous.addEventListener("click", () => step(-1));
  next.addEventListener("click", () => step(1));
  find("viewer-close").addEventListener("click", () => viewer.close());
  tools.addEventListener("submit", (event) => event.preventDefault());
  tools.addEventListener("change", (event) => {
    if (event.target === method) choose(method.value);
    else update();
  });
  if (methods) {
    methods.addEventListener("click", (event) => {
      const index = [...methods.children].indexOf(event.target.closest("button"));
      if (index >= 0) choose(String(index));
    });
  }
  function start() {
    choose(method ? method.value : "0");
    update();
  }
  for (const button of list.querySelectorAll(".open")) button.hidden = false;
  list.classList.add("compact");
  tools.hidden = false;
  start();
  addEventListener("pageshow", start);  // a browser may have kept the choices of last time
})();
)js";

}  // namespace myolens
