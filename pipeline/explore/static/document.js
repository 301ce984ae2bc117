// The document's page: from a row to its characters and back, clean or raw, review from the keyboard.
// A piece of the text names its rows in data-r, the innermost last; a row of a list names itself in data-row.
"use strict";
(() => {
  // A page has one document, a report one or several: all that follows is about the one that is shown.
  const desks = [...document.querySelectorAll(".desk")];
  let desk = desks[0];
  const section = () => desk.closest(".docsec") || document;
  const pane = () => desk.querySelector(".pane");
  const status = document.body.appendChild(Object.assign(document.createElement("p"), { className: "status" }));
  status.setAttribute("role", "status");
  const KINDS = ["i", "t", "p", "f", "e"];
  const base = () => desk.dataset.doc || "";
  let chosen = "";
  let asked = 0;

  const prose = () => desk.querySelector(".prose:not([hidden])");
  const piecesOf = (name) => [...prose().querySelectorAll(`[data-r~="${CSS.escape(name)}"]`)];
  const rowsOf = (name) => [...document.querySelectorAll(`[data-row="${CSS.escape(name)}"]`)];

  // In a report of several documents one is shown at a time.
  const turnTo = (home) => {
    document.querySelectorAll(".docsec").forEach((s) => { s.hidden = s !== home; });
    document.querySelectorAll("[data-docsec]").forEach((a) => {
      if (a.dataset.docsec === home.id) a.setAttribute("aria-current", "true"); else a.removeAttribute("aria-current");
    });
    desk = home.querySelector(".desk");
  };

  // Highlights by kind: classes on the desk, so that both views follow.
  const show = (kind, on) => {
    desks.forEach((d) => d.classList.toggle(`hi-${kind}`, on));
    document.querySelectorAll(`[data-kind="${kind}"]`).forEach((box) => { box.checked = on; });
  };
  KINDS.forEach((kind) => show(kind, true));
  document.querySelectorAll("[data-kind]").forEach((box) => box.addEventListener("change", () => show(box.dataset.kind, box.checked)));

  // One highlight at a time can be reached with Tab; j and k go on from it.
  const rove = (to) => {
    prose().querySelectorAll("a[data-r]").forEach((a) => { a.tabIndex = -1; });
    const at = to || prose().querySelector("a[data-r]");
    if (at) at.tabIndex = 0;
  };

  const choose = async (name, { scroll, focus }) => {
    const home = rowsOf(name).map((r) => r.closest(".docsec")).find(Boolean);
    if (home) turnTo(home);
    chosen = name;
    document.querySelectorAll(".sel, .on[data-row]").forEach((e) => e.classList.remove("sel", "on"));
    const pieces = piecesOf(name);
    pieces.forEach((p) => p.classList.add("sel"));
    rowsOf(name).forEach((r) => r.classList.add("on"));
    history.replaceState(null, "", `#${name}`);
    const first = pieces.find((p) => p.matches("a")) || pieces[0];
    if (first) {
      if (scroll) first.scrollIntoView({ block: "center" });
      if (focus) first.focus({ preventScroll: true });
    }
    rove(first && first.matches("a") ? first : null);
    const listed = rowsOf(name).find((r) => r.closest(".rowlists, .outline"));
    if (listed && !scroll) near(listed);
    await open(name);
    if (first && narrow.matches) first.scrollIntoView({ block: "nearest" });  // not behind the pane
  };
  const narrow = matchMedia("(max-width: 64rem)");

  // Bring a row of a list into view, without moving the page.
  const near = (row) => {
    const fold = row.closest("details");
    if (fold && !fold.open) return;
    const box = row.closest(".left, .rowlists");
    if (box && box.scrollHeight > box.clientHeight) {
      box.scrollTop += row.getBoundingClientRect().top - box.getBoundingClientRect().top - box.clientHeight / 2;
    }
  };

  const open = async (name) => {
    const inside = document.getElementById(`c-${name}`);
    if (inside) { pane().replaceChildren(inside.content.cloneNode(true)); return; }
    if (!base()) return;
    const ticket = ++asked;
    const answer = await fetch(`${base()}/${encodeURIComponent(name)}?pane=1`, { credentials: "same-origin" });
    if (ticket !== asked) return;
    const made = new DOMParser().parseFromString(await answer.text(), "text/html");
    const body = answer.ok ? made.querySelector(".rowpane") : made.querySelector("main p");
    pane().replaceChildren(document.adoptNode(body));
    pane().scrollTop = 0;
  };

  const close = () => {
    chosen = "";
    document.querySelectorAll(".sel, .on[data-row]").forEach((e) => e.classList.remove("sel", "on"));
    pane().replaceChildren();
    history.replaceState(null, "", location.pathname + location.search);
  };

  // Clean and raw: the other text is fetched once; in a report both are there.
  const turn = async () => {
    const now = prose();
    const other = now.dataset.view === "clean" ? "raw" : "clean";
    const from = anchor(now);
    let next = desk.querySelector(`.prose[data-view="${other}"]`);
    if (!next) {
      const answer = await fetch(`${base()}/text?view=${other}`, { credentials: "same-origin" });
      if (!answer.ok) return;
      next = document.adoptNode(new DOMParser().parseFromString(await answer.text(), "text/html").querySelector(".prose"));
      if (desk.querySelector(`.prose[data-view="${other}"]`)) return;
      desk.querySelector(".texts").append(next);
    }
    desk.querySelectorAll(".prose").forEach((p) => { p.hidden = p !== next; });
    section().querySelectorAll(".seg [data-view]").forEach((a) => {
      if (a.dataset.view === other) a.setAttribute("aria-current", "true"); else a.removeAttribute("aria-current");
    });
    // ids are of the view that is shown, so that a link leads there
    now.querySelectorAll("[id]").forEach((e) => { e.dataset.id = e.id; e.removeAttribute("id"); });
    next.querySelectorAll("[data-id]").forEach((e) => { e.id = e.dataset.id; });
    if (chosen) piecesOf(chosen).forEach((p) => p.classList.add("sel"));
    rove(null);
    const to = from && next.querySelector(`[data-r~="${CSS.escape(from.name)}"]`);
    if (to) scrollBy({ top: to.getBoundingClientRect().top - from.top, behavior: "instant" });
    status.textContent = section().querySelector(`.seg [data-view="${other}"]`).textContent;
    setTimeout(() => { status.textContent = ""; }, 1200);
  };

  // The first highlight on the screen, by which the reader's place is kept.
  const anchor = (text) => {
    const wanted = chosen ? text.querySelector(`[data-r~="${CSS.escape(chosen)}"]`) : null;
    const on = (e) => { const r = e.getBoundingClientRect(); return r.bottom > 60 && r.top < innerHeight; };
    const at = wanted && on(wanted) ? wanted : [...text.querySelectorAll("a[data-r]")].find(on);
    return at ? { name: at.dataset.r.split(" ").pop(), top: at.getBoundingClientRect().top } : null;
  };

  const visibleKind = (a) => KINDS.some((k) => a.classList.contains(k) && desk.classList.contains(`hi-${k}`));
  const step = (by) => {
    const all = [...prose().querySelectorAll("a[data-r]")].filter(visibleKind);
    if (!all.length) return;
    const names = (a) => a.dataset.r.split(" ");
    let at = all.findIndex((a) => chosen && names(a).pop() === chosen);
    if (at < 0) at = by > 0 ? all.findIndex((a) => a.getBoundingClientRect().top > 60) - 1 : all.length;
    const to = all[Math.min(all.length - 1, Math.max(0, at + by))];
    choose(names(to).pop(), { scroll: true, focus: true });
  };

  // Review: the forms work without this; with it the page stays where it is.
  const decide = async (form, verdict) => {
    const data = new FormData(form);
    data.set("verdict", verdict);
    const answer = await fetch(form.action, { method: "POST", body: new URLSearchParams(data), headers: { accept: "application/json" }, credentials: "same-origin" });
    if (answer.ok && verdict === "add") location.reload();
    else if (answer.ok) {
      const name = form.elements.row.value;
      status.textContent = "✓ " + name;
      tag(name, verdict);
      await open(name);
    } else {
      const made = new DOMParser().parseFromString(await answer.text(), "text/html");
      status.textContent = (made.querySelector("[role=alert]") || made.body).textContent.trim();
    }
    setTimeout(() => { status.textContent = ""; }, answer.ok ? 1500 : 6000);
  };
  // A row that the tables lack: its place is the selected text, and which occurrence of it that is.
  const missing = async (table, from) => {
    let asked = { table, view: prose().dataset.view };
    const selected = place();
    if (selected) asked = { ...asked, ...selected };
    else if (from) { const before = new URL(from.href, location.href).searchParams; asked = { ...Object.fromEntries(before), table, view: before.get("view") || asked.view }; }
    const answer = await fetch(`${base()}/missing?${new URLSearchParams({ ...asked, pane: "1" })}`, { credentials: "same-origin" });
    if (!answer.ok) return;
    pane().replaceChildren(document.adoptNode(new DOMParser().parseFromString(await answer.text(), "text/html").querySelector(".rowpane")));
    pane().querySelector(asked.quote ? '[name^="cell."]' : "[name=quote]").focus();
  };
  const place = () => {
    const selection = getSelection();
    if (!selection.rangeCount || selection.isCollapsed) return null;
    const range = selection.getRangeAt(0);
    const near = range.startContainer.nodeType === 1 ? range.startContainer : range.startContainer.parentElement;
    const line = near.closest(".prose p");
    const quote = range.toString();
    if (!line || !quote.trim() || quote.includes("\n")) return null;
    const before = document.createRange();
    before.setStart(line, 0);
    before.setEnd(range.startContainer, range.startOffset);
    const times = (text, end) => { let n = 0; for (let at = text.indexOf(quote); at >= 0 && at < end; at = text.indexOf(quote, at + 1)) n += 1; return n; };
    let n = 1 + times(line.textContent, before.toString().length);
    for (let p = line.previousElementSibling; p; p = p.previousElementSibling) n += times(p.textContent, Infinity);
    return { quote, n };
  };
  document.addEventListener("dragstart", (event) => { if (event.target.closest && event.target.closest(".prose")) event.preventDefault(); });

  const tag = (name, verdict) => rowsOf(name).filter((r) => r.closest(".rowlist")).forEach((r) => {
    const old = r.querySelector(".tag");
    if (old) old.remove();
    if (verdict !== "undo") r.append(Object.assign(document.createElement("span"), { className: `tag ${verdict}`, textContent: { accept: "✓", correct: "✎", reject: "✗" }[verdict] }));
  });
  const correction = () => {
    const box = pane().querySelector(".correction");
    if (!box) return;
    const on = box.classList.toggle("open");
    pane().querySelector("[data-correct]").setAttribute("aria-expanded", String(on));
    if (on) box.querySelector("input, select").focus();
  };

  document.addEventListener("click", (event) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey || event.button) return;
    const piece = event.target.closest(".prose [data-r]");
    const row = event.target.closest("[data-row]");
    const view = event.target.closest(".seg [data-view]");
    const other = event.target.closest("[data-docsec]");
    if (piece) {
      if (String(getSelection())) return;
      const names = piece.dataset.r.split(" ");
      const at = names.indexOf(chosen);  // clicked again: the next row that covers the place
      choose(at > 0 ? names[at - 1] : names[names.length - 1], { scroll: false, focus: false });
    } else if (row) choose(row.dataset.row, { scroll: true, focus: false });
    else if (other) { close(); turnTo(document.getElementById(other.dataset.docsec)); rove(null); scrollTo(0, 0); }
    else if (view) { if (view.dataset.view !== prose().dataset.view) turn(); }
    else if (event.target.closest("[data-missing]")) missing(event.target.closest("[data-missing]").dataset.missing, event.target.closest("[data-missing]"));
    else if (event.target.closest("[data-correct]")) correction();
    else if (event.target.closest("[data-close]")) close();
    else if (event.target.closest("[data-help]")) document.getElementById("keys").showModal();
    else return;
    event.preventDefault();
  });
  document.addEventListener("submit", (event) => {
    if (!event.target.matches("form.verdict")) return;
    event.preventDefault();
    decide(event.target, event.submitter ? event.submitter.value : "correct");
  });

  const act = (verdict) => {
    const form = pane().querySelector("form.verdict");
    if (form && form.elements.row.value) decide(form, verdict);
  };
  const KEYS = {
    v: turn, j: () => step(1), k: () => step(-1), a: () => act("accept"), r: () => act("reject"), u: () => act("undo"), c: correction, m: () => { if (base()) missing("targets", null); },
    "?": () => document.getElementById("keys").showModal(), Escape: close,
  };
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.target.closest("input:not([type=checkbox]), select, textarea, dialog")) {
      if (event.key === "Escape" && pane().contains(event.target)) { event.target.blur(); correction(); }
      return;
    }
    const kind = KINDS[Number(event.key) - 1];
    if (kind) show(kind, !desk.classList.contains(`hi-${kind}`));
    else if (KEYS[event.key]) KEYS[event.key]();
    else return;
    event.preventDefault();
  });

  const home = document.querySelector(".docsec");
  if (home) turnTo(home);
  // in a report both views are there, and the raw one waits
  desks.forEach((d) => d.querySelectorAll('.prose[hidden] [id]').forEach((e) => { e.dataset.id = e.id; e.removeAttribute("id"); }));
  if (narrow.matches) document.querySelectorAll(".fold[open], .rowlist[open]").forEach((d) => { d.open = false; });
  rove(null);
  const wanted = decodeURIComponent(location.hash.slice(1));
  if (/^[\w-]+$/.test(wanted) && wanted !== "main") choose(wanted, { scroll: true, focus: false });
  addEventListener("hashchange", () => {
    const to = decodeURIComponent(location.hash.slice(1));
    if (to !== chosen && /^[\w-]+$/.test(to) && rowsOf(to).length) choose(to, { scroll: true, focus: false });
  });
})();
