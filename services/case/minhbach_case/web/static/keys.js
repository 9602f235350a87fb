// Keys of the queue and of a case: they press what stands on the page anyway, nothing else.
"use strict";
(() => {
  const KEPT = "minhbach-keys";
  const on = () => localStorage.getItem(KEPT) !== "off";
  const box = document.getElementById("keys-on");
  if (box) {
    box.checked = on();
    box.addEventListener("change", () => localStorage.setItem(KEPT, box.checked ? "on" : "off"));
  }
  const links = () => [...document.querySelectorAll("[data-rows] .row-link")];
  const row = () => document.activeElement?.closest("[data-rows] tbody tr");
  const step = (by) => {
    const all = links();
    const here = row() ? all.indexOf(row().querySelector(".row-link")) : -1;
    const to = here < 0 ? (by > 0 ? 0 : all.length - 1) : here + by;
    all[to]?.focus();
  };
  const press = (key) => document.querySelector(`[data-key="${key}"]`)?.click();
  const acts = {
    j: () => step(1),
    k: () => step(-1),
    x: () => row()?.querySelector("input[type=checkbox]")?.click(),
    n: () => (document.querySelector('[data-key="n"]') ? press("n") : links()[0]?.click()),
    u: () => press("u"),
    "/": () => document.getElementById("q")?.focus(),
    "?": () => {
      const help = document.getElementById("keys");
      if (help) { help.open = !help.open; if (help.open) help.querySelector("summary").focus(); }
    },
  };
  document.addEventListener("keydown", (event) => {
    const typing = event.target.closest("input:not([type=checkbox]), textarea, select, [contenteditable]");
    if (typing || event.ctrlKey || event.metaKey || event.altKey || event.isComposing || !on()) return;
    const act = acts[event.key];
    if (act) { event.preventDefault(); act(); }
  });
})();
