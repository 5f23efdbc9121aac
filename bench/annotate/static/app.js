"use strict";
// The annotation page: the server holds the state, this shows it and sends actions one after the other.
const $ = (id) => document.getElementById(id);
const make = (tag, name, text) => { const element = document.createElement(tag); if (name) element.className = name; if (text !== undefined) element.textContent = text; return element; };
const ROLES = { p: "paragraph", h: "heading", l: "list", t: "table", o: "code", q: "quote", a: "caption" };
const COLOURS = { 1: "keep", 2: "optional", 3: "drop" };
const KEYS = [["↑ ↓ or k j", "previous, next block"], ["Shift with ↑ ↓", "select a range"], ["Home End", "first, last block"], ["Space", "keep, optional, drop in turn"],
  ["1 2 3", "keep, optional, drop"], ["Shift 1 2 3", "keep, optional, drop all blocks like this one"], ["x", "the same in turn, for all blocks like this one"],
  ["4 5 6", "keep, optional, drop all that the container around holds"], ["c", "select what the container around holds; again: the next wider one"], ["p h l t o q a", "role: paragraph, heading, list, table, code, quote, caption"],
  ["e or Enter", "edit the text; an empty line splits"], ["m", "join the selected blocks"], ["u or Ctrl Z", "undo"], ["r or Ctrl Y", "redo"], ["f", "next finding"],
  ["g", "blocks, gold, findings, guidelines in turn"], ["s or Ctrl Enter", "sign off"], ["n", "next page to do"], ["Escape", "back to the list of pages"], ["?", "these keys"]];
let rules = {}, pages = [], state = null, cursor = 0, anchor = 0, chain = Promise.resolve(), tab = "blocks", around = null;

async function ask(path, body) {
  const answer = await fetch(path, body && { method: "POST", headers: { "Content-Type": "application/json", "X-Boilerbench": "1" }, body: JSON.stringify(body) });
  const held = await answer.json();
  if (!answer.ok) throw Object.assign(new Error(held.error), { status: answer.status });
  return held;
}
function tell(text) { $("message").textContent = text; clearTimeout(tell.timer); if (text) tell.timer = setTimeout(() => tell(""), 7000); }
function say(text) { $("saved").textContent = text; }
async function attempt(task) {
  try { await task(); } catch (problem) {
    if (problem.status === 409 && state) { const id = state.id; state = await ask("/api/page?id=" + encodeURIComponent(id)); show(); }
    say(problem.status ? "" : "not saved");
    tell(problem.status ? problem.message : "The server does not answer. Start boilerbench annotate again and open its address: all saved work is there.");
  }
}
const queued = (task) => (chain = chain.then(() => attempt(task)));
const send = (action) => queued(async () => { say("saving"); const undoing = action.do === "undo" || action.do === "redo"; state = await ask("/api/act", { id: state.id, action, version: state.version }); say("saved"); show(); if (undoing) place(); });
const range = () => ({ from: Math.min(cursor, anchor), to: Math.max(cursor, anchor) });

async function showQueue() {
  const held = await ask("/api/queue");
  pages = held.pages; state = null;
  $("queue").hidden = false; $("work").hidden = true; document.title = "Pages · boilerbench annotate";
  $("who").textContent = held.reader ? `second reading by ${held.reader}` : `signed by ${held.by}`; say("");
  const done = pages.filter((page) => page.done).length;
  $("progress").textContent = `${done} of ${pages.length} pages done`; $("bar").max = pages.length || 1; $("bar").value = done;
  const types = [...new Set(pages.map((page) => page.type).filter(Boolean))].sort(), chosen = $("filter-type").value;
  $("filter-type").replaceChildren(...["", ...types].map((type) => { const option = make("option", "", type || "any"); option.value = type; return option; })); $("filter-type").value = chosen;
  rows();
}
// How far extractors disagree is asked for the pages on screen alone, a few at a time.
const disagreements = new Map(), waiting = new Map(); let asking = false;
const onScreen = new IntersectionObserver((entries) => { for (const { target, isIntersecting } of entries) if (isIntersecting) waiting.set(target.dataset.id, target); else waiting.delete(target.dataset.id); showDisagreements(); });
const figure = (value) => typeof value === "number" ? value.toFixed(2) : "";
async function showDisagreements() {
  if (asking) return;
  asking = true;
  try {
    while (waiting.size) {
      const held = await ask("/api/disagreements?" + [...waiting.keys()].slice(0, 8).map((id) => "id=" + encodeURIComponent(id)).join("&"));
      for (const [id, value] of Object.entries(held)) {
        disagreements.set(id, value);
        const cell = waiting.get(id); if (cell) { cell.textContent = figure(value); onScreen.unobserve(cell); waiting.delete(id); }
      }
    }
  } catch { waiting.clear(); } finally { asking = false; }
}
function rows() {
  onScreen.disconnect(); waiting.clear();
  const wanted = $("filter-state").value, type = $("filter-type").value;
  const fits = (page) => (!type || page.type === type) && (!wanted || (wanted === "done" ? page.done : wanted === "todo" ? !page.done : page.begun && !page.done));
  $("rows").replaceChildren(...pages.filter(fits).map((page) => {
    const row = make("tr"), first = make("td"), link = make("a", "", page.id);
    link.href = "#" + encodeURIComponent(page.id); first.append(link);
    const status = make("td", "", page.status + (page.begun && !page.done ? ", begun" : ""));
    for (const reader of page.readers) { const settle = make("a", "", `settle with ${reader}`); settle.href = `#${encodeURIComponent(page.id)}&${encodeURIComponent(reader)}`; status.append(" · ", settle); }
    const differing = make("td", "num", figure(disagreements.get(page.id)));
    if (!disagreements.has(page.id)) { differing.dataset.id = page.id; onScreen.observe(differing); }
    row.append(first, make("td", "", page.type), make("td", "", page.lang), status, differing);
    return row;
  }));
}
const KINDS = { label: "required or optional", role: "another role", division: "the same words, divided into other blocks", text: "other words", first: "the first reading alone has it", second: "the second reading alone has it" };
const tagged = (block) => { const tag = [block.role === "paragraph" ? "" : block.role, block.optional ? "optional" : ""].filter(Boolean).join(" "); const line = make("div"); if (tag) line.append(make("span", "soft", `[${tag}] `)); line.append(make("bdi", "", block.text)); return line; };
async function showSettling(id, reader) {
  const held = await ask(`/api/differences?id=${encodeURIComponent(id)}&reader=${encodeURIComponent(reader)}`);
  state = null; $("queue").hidden = true; $("work").hidden = true; $("settling").hidden = false; say("");
  $("settling-title").textContent = `${id}: first reading and ${held.reader}`; document.title = `${id} · settle · boilerbench`;
  $("differences").replaceChildren(...held.differences.map((one) => {
    const entry = make("li"), group = make("fieldset"), legend = make("legend", "", `${one.number + 1}. ${KINDS[one.kind]}${one.before ? " after “" + one.before.text.slice(0, 60) + "”" : ""}`);
    group.append(legend, ...["first", "second"].map((side) => {
      const label = make("label"), input = make("input"), text = make("pre"); text.append(...(one[side].length ? one[side].map(tagged) : ["(nothing)"]));
      const whole = make("div"); whole.append(make("div", "soft", side === "first" ? "first reading" : held.reader), text);
      input.type = "radio"; input.name = "difference-" + one.number; input.value = side; label.append(input, whole); return label;
    }));
    entry.append(group); return entry;
  }));
  if (!held.differences.length) $("differences").append(make("li", "", "Both readings are the same."));
  $("settle-do").onclick = () => queued(async () => {
    const decisions = Object.fromEntries([...$("differences").querySelectorAll("input:checked")].map((input) => [input.name.slice(11), input.value]));
    if (Object.keys(decisions).length < held.differences.length) { tell("Choose one of both for each place first."); return; }
    await ask("/api/settle", { id, action: { reader, decisions }, version: 0 }); location.hash = "";
  });
}
$("settle-back").onclick = () => { location.hash = ""; };
async function open(id) {
  state = await ask("/api/page?id=" + encodeURIComponent(id));
  if (!pages.length) pages = (await ask("/api/queue")).pages;
  cursor = anchor = Math.max(0, state.items.findIndex((item) => item.colour !== "drop")); around = null;
  $("queue").hidden = true; $("work").hidden = false; say("");
  $("title").textContent = id; document.title = id + " · boilerbench annotate";
  $("frame").src = "/page?id=" + encodeURIComponent(id);
  guide(); show(); choose(tab === "page" ? "page" : "blocks"); place(); if (tab !== "page") $("list").focus();
}
function show() {
  $("status").textContent = [state.type, state.status, state.voters ? `${state.voters} extractors voted` : ""].filter(Boolean).join(" · ");
  $("undo").disabled = !state.undo; $("redo").disabled = !state.redo;
  cursor = Math.min(cursor, Math.max(0, state.items.length - 1)); anchor = Math.min(anchor, Math.max(0, state.items.length - 1));
  $("list").replaceChildren(...state.items.map((item, at) => {
    const row = make("div", "item " + item.colour), about = make("div", "m"), text = make("div", "t", item.text);
    row.id = "item-" + at; row.dataset.at = at; row.dataset.role = item.role; row.setAttribute("role", "option"); text.dir = "auto";
    about.append(make("b", "", item.colour), make("span", "", item.role), ...(item.certainty < 0.5 ? [make("span", "", "unsure")] : []));
    row.append(about, text); return row;
  }));
  $("gold-note").textContent = state.gold ? "The file as signing writes it:" : "No block is kept: signing says that the page has no content.";
  $("gold-text").textContent = state.gold; $("tab-findings").textContent = `Findings (${state.findings.length})`;
  $("finding-list").replaceChildren(...(state.findings.length ? state.findings : [[-1, state.gold ? "Nothing looks wrong." : "No block is kept, so there is nothing to check."]]).map(([at, message]) => {
    const entry = make("li"); if (at < 0) { entry.textContent = message; return entry; }
    const button = make("button", "", message); button.type = "button"; button.dataset.at = at; button.append(make("small", "", state.items[at].text.slice(0, 90))); entry.append(button); return entry;
  }));
  paint(); mark();
}
function mark() {
  const { from, to } = range();
  for (const row of $("list").children) { const at = +row.dataset.at; row.setAttribute("aria-selected", at >= from && at <= to); row.classList.toggle("cursor", at === cursor); }
  $("list").setAttribute("aria-activedescendant", state.items.length ? "item-" + cursor : "");
  const chosen = new Set(state.items.slice(from, to + 1).flatMap((item) => item.leaves));
  for (const box of $("outlines").children) box.classList.toggle("on", chosen.has(+box.dataset.leaf));
  $("role").value = "";
}
function place() {
  const row = $("item-" + cursor); if (row) row.scrollIntoView({ block: "nearest" });
  const leaves = state.items[cursor] ? state.items[cursor].leaves : [], box = $("outlines").querySelector(`[data-leaf="${leaves[0]}"]`);
  if (box) { const top = box.offsetTop, view = $("view"); if (top < view.scrollTop + 20 || top > view.scrollTop + view.clientHeight - 60) view.scrollTop = Math.max(0, top - view.clientHeight / 3); }
}
function paint() { // outlines are boxes of ours over the frame, where the page's own styles cannot reach
  const inside = $("frame").contentDocument; if (!inside || !state) return;
  const owner = new Map(); state.items.forEach((item, at) => item.leaves.forEach((leaf) => owner.has(leaf) || owner.set(leaf, at)));
  const boxes = new Map();
  const seen = [...inside.querySelectorAll("[data-block]")].filter((element) => element.checkVisibility()); // text of closed <details> has places, too
  for (const element of seen) for (const rect of element.getClientRects()) {
    if (rect.width < 1 || rect.height < 1) continue;
    const leaf = +element.dataset.block, held = boxes.get(leaf), x = rect.left + inside.defaultView.scrollX, y = rect.top + inside.defaultView.scrollY;
    boxes.set(leaf, held ? [Math.min(held[0], x), Math.min(held[1], y), Math.max(held[2], x + rect.width), Math.max(held[3], y + rect.height)] : [x, y, x + rect.width, y + rect.height]);
  }
  $("outlines").replaceChildren(...[...boxes].filter(([leaf]) => owner.has(leaf)).map(([leaf, [left, top, right, bottom]]) => {
    const at = owner.get(leaf), item = state.items[at], box = make("div", item.colour + (item.certainty < 0.5 ? " unsure" : ""));
    box.dataset.leaf = leaf; box.dataset.at = at; Object.assign(box.style, { left: left - 3 + "px", top: top - 2 + "px", width: right - left + 6 + "px", height: bottom - top + 4 + "px" }); return box;
  }));
  mark();
}
function fit() {
  const frame = $("frame"), inside = frame.contentDocument; if (!inside || !inside.documentElement || !state) return;
  for (const style of inside.querySelectorAll("style")) style.disabled = $("plain").checked;
  for (const element of inside.querySelectorAll("[style],[data-own-style]")) {
    if ($("plain").checked && element.hasAttribute("style")) { element.dataset.ownStyle = element.getAttribute("style"); element.removeAttribute("style"); }
    else if (!$("plain").checked && element.dataset.ownStyle) { element.setAttribute("style", element.dataset.ownStyle); delete element.dataset.ownStyle; }
  }
  frame.style.height = "600px"; frame.style.height = Math.min(Math.max(600, inside.documentElement.scrollHeight, inside.body ? inside.body.scrollHeight : 0), 100000) + "px"; paint(); place();
}
function guide() {
  const words = (line) => line.split("`").map((part, at) => (at % 2 ? make("code", "", part) : part));
  const list = (lines) => { const whole = make("ul"); whole.append(...lines.map((line) => { const item = make("li"); item.append(...words(line)); return item; })); return whole; };
  const own = rules[state.type];
  $("guide").replaceChildren(...(own ? [make("h2", "", `On a page of type ${state.type}`), list(own)] : []), make("h2", "", "On every page"), list(rules[""] || []), make("p", "soft", "Names of pages are those of the corpus that comes with boilerbench, which show the rule."));
}
function choose(name) {
  tab = name; $("work").dataset.tab = name;
  const wide = !matchMedia("(max-width:800px)").matches;
  for (const other of ["blocks", "gold", "findings", "guide"]) $(other).hidden = other !== name && !(name === "page" && wide && other === "blocks");
  for (const button of $("tabs").children) { const on = button.id === "tab-" + name || (name === "page" && wide && button.id === "tab-blocks"); button.setAttribute("aria-selected", on); button.tabIndex = on ? 0 : -1; }
  if (name === "page" || wide) requestAnimationFrame(fit);
}
function move(to, extend) { cursor = Math.min(Math.max(to, 0), state.items.length - 1); if (!extend) anchor = cursor; around = null; mark(); place(); }
function wider() { // the innermost container that holds more than what is selected: its number, first and last block
  const at = around === null ? cursor : around.at, item = state.items[at], { from, to } = range();
  for (const number of item ? [...item.containers].reverse() : []) {
    const box = state.containers.find(([one]) => one === number); if (!box) continue;
    const inside = state.items.flatMap((other, place) => (other.leaves.length && other.leaves[0] >= box[1] && other.leaves[0] < box[2] ? [place] : []));
    if (inside[0] < from || inside.at(-1) > to) return { number, first: inside[0], last: inside.at(-1), at };
  }
  return null;
}
function widen() { const box = wider(); if (box) { anchor = box.first; cursor = box.last; around = { at: box.at }; mark(); } }
function fill(colour) { const box = wider(); if (box) send({ do: "paint", container: box.number, colour }); else tell("No container is around this block."); }
function alike(action) {
  const one = state.items[cursor]; if (!one) return;
  const count = one.like ? state.items.filter((item) => item.like === one.like).length : 1;
  tell(count > 1 ? `${count} blocks are like this one.` : "No other block is like this one."); send({ ...action, like: cursor });
}
function edit() { if (!state.items[cursor]) return; $("text").value = state.items[cursor].text; $("editor").showModal(); $("text").focus(); }
function saveText() { $("editor").close(); send({ do: "text", from: cursor, text: $("text").value }); $("list").focus(); }
function askSign() {
  const doubts = state.findings.length ? ` ${state.findings.length} findings are open.` : "";
  $("signing-text").textContent = (state.gold ? "The gold is written without its draft mark." : "No block is kept: the page is signed as one without content.") + doubts; $("signing").showModal(); $("sign-do").focus();
}
function sign() { $("signing").close(); queued(async () => { state = await ask("/api/sign", { id: state.id, action: { blank: !state.gold }, version: state.version }); say("signed"); show(); pages = (await ask("/api/queue")).pages; $("list").focus(); }); }
async function next() {
  pages = (await ask("/api/queue")).pages;
  const at = pages.findIndex((page) => page.id === state.id), later = [...pages.slice(at + 1), ...pages.slice(0, at)].find((page) => !page.done);
  if (later) location.hash = encodeURIComponent(later.id); else tell("No page is left to do.");
}
function press(key, event) {
  const shift = Boolean(event && event.shiftKey);
  if (key === "ArrowDown" || key === "j" || key === "J") move(cursor + 1, shift);
  else if (key === "ArrowUp" || key === "k" || key === "K") move(cursor - 1, shift);
  else if (key === "Home") move(0, shift); else if (key === "End") move(state.items.length - 1, shift);
  else if (key === " ") send({ do: "cycle", ...range() });
  else if (shift && event && /^Digit[123]$/.test(event.code) && !COLOURS[key]) alike({ do: "paint", colour: COLOURS[event.code.at(-1)] });
  else if (key === "x") alike({ do: "cycle" });
  else if (/^[456]$/.test(key)) fill(COLOURS[+key - 3]);
  else if (COLOURS[key]) send({ do: "paint", ...range(), colour: COLOURS[key] });
  else if (ROLES[key]) send({ do: "role", ...range(), role: ROLES[key] });
  else if (key === "m") { const chosen = range(); if (chosen.from < chosen.to) { cursor = anchor = chosen.from; send({ do: "join", ...chosen }); } else tell("Select two blocks or more to join them."); }
  else if (key === "c") widen(); else if (key === "e" || key === "Enter") edit();
  else if (key === "u") send({ do: "undo" }); else if (key === "r") send({ do: "redo" });
  else if (key === "f") { const later = state.findings.find(([at]) => at > cursor) || state.findings[0]; if (later) move(later[0]); }
  else if (key === "g") { const order = ["blocks", "gold", "findings", "guide"]; choose(order[(order.indexOf(tab) + 1) % 4]); }
  else if (key === "s") askSign(); else if (key === "n") attempt(next); else if (key === "Escape") location.hash = "";
  else return false;
  return true;
}
document.addEventListener("keydown", (event) => {
  if (document.querySelector("dialog[open]")) { if ($("editor").open && event.key === "Enter" && (event.ctrlKey || event.metaKey)) { event.preventDefault(); saveText(); } return; }
  const target = event.target, typing = target.matches("select,textarea,input:not([type=checkbox])");
  if (typing || event.altKey) return;
  if (event.key === "?") { event.preventDefault(); $("help").showModal(); return; }
  if (!state) return;
  if (event.ctrlKey || event.metaKey) {
    const key = event.key.toLowerCase(), what = key === "z" ? (event.shiftKey ? "r" : "u") : key === "y" ? "r" : key === "enter" ? "s" : "";
    if (what) { event.preventDefault(); press(what); } return;
  }
  if (target.matches("button,a,input") && (event.key === " " || event.key === "Enter")) return;
  if (target.matches("[role=tab]") && /^Arrow(Left|Right)$/.test(event.key)) {
    const all = [...$("tabs").children].filter((one) => one.offsetParent), at = all.indexOf(target), to = all[(at + (event.key === "ArrowRight" ? 1 : all.length - 1)) % all.length]; choose(to.id.slice(4)); to.focus(); return;
  }
  if (press(event.key, event)) event.preventDefault();
});
function click(event) {
  const hit = event.target.closest("[data-at]"); if (!hit) return;
  const at = +hit.dataset.at;
  if (event.shiftKey) { cursor = at; around = null; mark(); }
  else if (event.altKey) { cursor = anchor = at; around = null; alike({ do: "cycle" }); }
  else { const { from, to } = range(); if (!(at >= from && at <= to && from !== to)) cursor = anchor = at; around = null; send({ do: "cycle", ...range() }); }
}
$("list").addEventListener("click", click); $("outlines").addEventListener("click", (event) => { click(event); $("list").focus({ preventScroll: true }); });
$("list").addEventListener("dblclick", (event) => event.preventDefault()); $("list").addEventListener("mousedown", (event) => { if (event.shiftKey) event.preventDefault(); });
$("finding-list").addEventListener("click", (event) => { const hit = event.target.closest("[data-at]"); if (hit) { move(+hit.dataset.at); choose("blocks"); place(); $("list").focus(); } });
$("tabs").addEventListener("click", (event) => { const hit = event.target.closest("[role=tab]"); if (hit) choose(hit.id.slice(4)); });
$("actions").addEventListener("click", (event) => { const hit = event.target.closest("[data-key]"); if (hit) press(hit.dataset.key); });
$("role").append(...Object.values(ROLES).map((role) => make("option", "", role)));
$("role").addEventListener("change", () => { if ($("role").value) send({ do: "role", ...range(), role: $("role").value }); });
$("keys").append(...KEYS.flatMap(([key, what]) => { const term = make("dt"); term.append(make("kbd", "", key)); return [term, make("dd", "", what)]; }));
$("help-open").onclick = () => $("help").showModal(); $("undo").onclick = () => press("u"); $("redo").onclick = () => press("r"); $("next").onclick = () => press("n"); $("sign").onclick = askSign;
$("sign-do").onclick = sign; $("sign-cancel").onclick = () => $("signing").close(); $("text-save").onclick = saveText; $("text-cancel").onclick = () => $("editor").close();
$("filter-state").onchange = rows; $("filter-type").onchange = rows; $("plain").onchange = fit; $("frame").addEventListener("load", fit);
addEventListener("resize", () => { if (state) choose(tab); });
const route = () => attempt(() => {
  const [id, reader] = location.hash.slice(1).split("&").map(decodeURIComponent);
  $("settling").hidden = true;
  return reader ? showSettling(id, reader) : id ? open(id) : showQueue();
});
addEventListener("hashchange", route);
attempt(async () => { rules = await ask("/api/guidelines"); const held = await ask("/api/queue"); $("who").textContent = held.reader ? `second reading by ${held.reader}` : `signed by ${held.by}`; }).then(route);
