// Draws the chart of a page with Vega-Lite, interpreted: the policy of the pages forbids eval. Colours are the page's.
"use strict";
(() => {
  const colour = (name) => getComputedStyle(document.documentElement).getPropertyValue(`--${name}`).trim();
  const font = getComputedStyle(document.body).fontFamily;
  const NAMED = { planned: () => colour("accent"), reported: () => colour("reported-line"), accent: () => colour("accent") };
  const coloured = (spec) => JSON.parse(JSON.stringify(spec), (key, value) => {
    if (key === "range" && Array.isArray(value)) return value.map((v) => (NAMED[v] ? NAMED[v]() : v));
    return key === "color" && value && NAMED[value.value] ? { ...value, value: NAMED[value.value]() } : value;
  });
  const config = () => ({
    background: "transparent", font,
    view: { stroke: colour("line") },
    axis: { labelColor: colour("soft"), titleColor: colour("soft"), gridColor: colour("line"), domainColor: colour("line"), tickColor: colour("line"), labelFontSize: 12, titleFontWeight: "normal", labelAngle: 0 },
    legend: { labelColor: colour("ink"), titleColor: colour("soft"), labelFontSize: 12, orient: "top" },
    header: { labelColor: colour("ink"), labelFontSize: 13 },
    text: { color: colour("soft") },
  });
  const draw = async (box) => {
    const answer = await fetch(box.dataset.spec, { credentials: "same-origin" });
    if (!answer.ok) throw new Error(`${answer.status}`);
    const spec = coloured(await answer.json());
    if (spec.width === "fill") { spec.width = Math.max(260, box.clientWidth - 24); spec.autosize = { type: "fit-x", contains: "padding" }; }
    if (spec.spec) { spec.columns = box.clientWidth < 760 ? 1 : 2; spec.spec.width = Math.max(220, Math.floor((box.clientWidth - 60) / spec.columns) - 60); }
    const compiled = vegaLite.compile(spec, { config: config(), logger: vega.logger(vega.Error) }).spec;
    const says = box.parentElement.querySelector(".says");
    const view = new vega.View(vega.parse(compiled, undefined, { ast: true }), {
      renderer: "svg", container: box, hover: true, expr: vega.expressionInterpreter, logLevel: vega.Error,
      loader: vega.loader({ target: "_self" }),
      tooltip: (_handler, _event, _item, value) => {
        says.textContent = value ? Object.values(value).filter((v) => v !== "" && v !== "null").join(" · ") : "";
      },
    });
    await view.runAsync();
    // one picture with a name: its data stands in the table
    const picture = box.querySelector("svg");
    picture.querySelectorAll("[role], [aria-label], [aria-roledescription]").forEach((e) => ["role", "aria-label", "aria-roledescription"].forEach((a) => e.removeAttribute(a)));
    picture.setAttribute("role", "img");
    picture.setAttribute("aria-label", spec.description);
    box.dataset.drawn = "true";
  };
  document.querySelectorAll("[data-spec]").forEach((box) => draw(box).catch((error) => { box.textContent = `✗ ${error.message}`; throw error; }));
})();
