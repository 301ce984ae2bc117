// What all pages share: "/" goes to the search field; the menu closes; facets fold on a phone.
"use strict";
(() => {
  const typing = (at) => at && at.closest && at.closest("input, select, textarea, [contenteditable]");
  document.addEventListener("keydown", (event) => {
    if (event.key === "/" && !typing(event.target) && !event.ctrlKey && !event.metaKey) {
      const field = document.querySelector("[data-focus]");
      if (field) { field.focus(); field.select(); event.preventDefault(); }
    }
    if (event.key === "Escape") closeMenus(null);
  });
  const closeMenus = (but) => document.querySelectorAll("details.menu[open]").forEach((d) => { if (d !== but) d.open = false; });
  document.addEventListener("click", (event) => closeMenus(event.target.closest("details.menu")));
  if (matchMedia("(max-width: 64rem)").matches) document.querySelectorAll(".facet[open], .fold[open]").forEach((d) => { d.open = false; });
  // A select of the filter row asks at once; an empty field is left out of the address.
  const ask = document.getElementById("ask");
  if (ask) {
    document.querySelectorAll('select[form="ask"]').forEach((s) => s.addEventListener("change", () => ask.requestSubmit()));
    ask.addEventListener("formdata", (event) => {
      for (const [name, value] of [...event.formData]) if (value === "") event.formData.delete(name);
    });
  }
})();
