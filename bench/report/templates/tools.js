"use strict";
(() => {
  const all = (selector, from = document) => [...from.querySelectorAll(selector)];
  const said = (label) => (label.firstChild?.textContent ?? "").trim();
  const state = new Map(), sought = document.getElementById("rows");
  const kept = () => {
    const text = new URLSearchParams([...state].filter(([, value]) => value)).toString();
    try { history.replaceState(null, "", text ? `#${text}` : location.pathname + location.search); } catch { /* an address that may not change */ }
  };

  // What is left of rows and pages.
  const holds = (element, text) => element.textContent.toLowerCase().includes(text);
  const filterRows = () => {
    const text = sought.value.trim().toLowerCase();
    for (const row of all("table.board tbody tr")) row.hidden = Boolean(text) && !holds(row.cells[1], text);
    const shown = all("table.board tbody tr").filter((row) => row.getClientRects().length);
    document.getElementById("rowsleft").textContent = text ? `${shown.length} shown` : "";
    state.set("rows", text);
  };
  const filterPages = (box) => {
    const text = box.value.trim().toLowerCase(), track = document.getElementById(box.dataset.find);
    const items = all(".cells li, .cells:not(.counts) dd > *, .sites tbody tr", track);
    for (const item of items) item.hidden = Boolean(text) && !holds(item, text);
    box.parentElement.querySelector("[aria-live]").textContent = text ? `${items.filter((item) => !item.hidden).length} shown` : "";
    state.set("find", text);
  };

  // Another metric in the place of the headline, with its interval.
  const number = (text) => Number(text.replace("\u2212", "-"));
  const heading = (head) => (head.querySelector("button") ?? head).textContent.trim();
  function choose(view, name) {
    for (const table of all("table.board", view)) {
      const heads = [...table.tHead.rows[0].cells], first = heads[2];
      first.own ??= heading(first);
      const at = name === first.own ? 2 : heads.findIndex((head, place) => place > 4 && heading(head) === name);
      if (at < 0) continue;
      const ends = all("i", heads[3]), rows = [...table.tBodies[0].rows];
      heads[3].own ??= ends.map((end) => end.textContent);
      for (const row of rows) row.own ??= [row.cells[2].textContent, row.cells[3].innerHTML, row.cells[4].textContent];
      const spans = rows.map((row) => (row.cells[at].dataset.i ?? "").split(" ").map(number));
      const top = heads[3].own[1], unit = number(top);
      const lows = rows.map((row, place) => (row.className ? NaN : spans[place][0])).filter(Number.isFinite);
      const low = Math.max(0, Math.min(0.9 * unit, Math.floor(Math.min(...lows, unit) / unit / 0.05) * 0.05 * unit));
      const across = (value) => (Math.min(unit, Math.max(low, value)) - low) / (unit - low) * 156;
      rows.forEach((row, place) => {
        const own = name === first.own, value = own ? row.own[0] : row.cells[at].textContent;
        row.cells[2].textContent = value;
        if (own) { row.cells[3].innerHTML = row.own[1]; row.cells[4].textContent = row.own[2]; return; }
        const [left, right] = spans[place], svg = row.cells[3].querySelector("svg");
        row.cells[4].textContent = Number.isFinite(left) ? (row.cells[at].dataset.i ?? "").replace(" ", "–") : "–";
        svg.replaceChildren();
        const add = (kind, attributes) => {
          const made = document.createElementNS("http://www.w3.org/2000/svg", kind);
          for (const [key, text] of Object.entries(attributes)) made.setAttribute(key, text);
          svg.append(made);
        };
        if (Number.isFinite(left) && right > low) add("path", { d: `M${across(left)} 9H${across(right)}` });
        if (number(value) < low) add("path", { class: "out", d: "M0 9L6 5V13Z" });
        else if (Number.isFinite(number(value))) add("circle", { cx: across(number(value)) });
      });
      ends.forEach((end, place) => { end.textContent = name === first.own ? heads[3].own[place] : [String(+low.toFixed(2)), top][place]; });
      (first.querySelector("button") ?? first).textContent = name;
      if (first.getAttribute("aria-sort") !== "descending") first.removeAttribute("aria-sort");
      else first.setAttribute("aria-sort", "ascending");
      first.querySelector("button")?.click();
    }
  }
  function chooseAll(name) {
    for (const set of all("[data-metrics]")) {
      const pick = all("input", set).find((one) => said(one.nextElementSibling) === name);
      if (pick) { pick.checked = true; choose(set.closest(".scope"), name); }
    }
  }
  for (const set of all("[data-metrics]")) {
    set.addEventListener("change", (event) => {
      const name = said(event.target.nextElementSibling);
      chooseAll(name);
      state.set("metric", event.target === set.querySelector("input") ? "" : name);
      kept();
    });
  }

  // The address holds what is chosen; it is read when the page opens.
  const groups = () => all("fieldset").filter((set) => set.querySelector("input[type=radio]") && !("metrics" in set.dataset));
  const keyOf = (set) => set.querySelector("legend").textContent.trim().toLowerCase();
  function note() {
    for (const set of groups()) {
      if (!set.getClientRects().length) continue;
      const picks = all("input", set), chosen = picks.find((pick) => pick.checked);
      state.set(keyOf(set), chosen && chosen !== picks[0] ? said(chosen.nextElementSibling) : "");
    }
  }
  const asked = location.hash.includes("=") ? new URLSearchParams(location.hash.slice(1)) : new Map();
  for (const set of groups()) {
    const pick = all("input", set).find((one) => said(one.nextElementSibling) === asked.get(keyOf(set)));
    if (pick) pick.checked = true;
  }
  if (asked.get("metric")) { chooseAll(asked.get("metric")); state.set("metric", asked.get("metric")); }
  const sort = asked.get("sort");
  if (sort) {
    for (const table of all("table.board")) {
      const head = [...table.tHead.rows[0].cells].find((one) => one.querySelector("button") && heading(one) === sort.replace(/^-/, ""));
      for (let tries = 0; head && tries < 2 && head.getAttribute("aria-sort") !== (sort[0] === "-" ? "descending" : "ascending"); tries++) head.querySelector("button").click();
    }
    state.set("sort", sort);
  }
  if (sought && asked.get("rows")) { sought.value = asked.get("rows"); filterRows(); }
  for (const box of all("[data-find]")) if (asked.get("find")) { box.value = asked.get("find"); filterPages(box); }
  note();
  document.addEventListener("change", (event) => { if (event.target.type === "radio" && !event.target.closest("[data-metrics]")) { note(); kept(); } });
  document.addEventListener("click", (event) => {
    const head = event.target.closest?.("table.board th[aria-sort]");
    if (!event.isTrusted || !head) return;
    state.set("sort", (head.getAttribute("aria-sort") === "descending" ? "-" : "") + heading(head));
    kept();
  });
  sought?.addEventListener("input", () => { filterRows(); kept(); });
  for (const box of all("[data-find]")) box.addEventListener("input", () => { filterPages(box); kept(); });

  // Downloads: boards and tables as CSV, figures as SVG and PNG.
  const give = (name, blob) => {
    const link = document.createElement("a");
    link.href = URL.createObjectURL(blob);
    link.download = name;
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 10000);
  };
  const plain = (text) => text.replace(/[^\w.-]+/g, "-").replace(/^-+|-+$/g, "").toLowerCase() || "figure";
  const field = (text) => {
    const safe = /^\s*[=+@]|^\s*-(?![\d.])/.test(text) ? `'${text}` : text;
    return /[",\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
  };
  function csv(table) {
    const lines = [...table.rows].filter((row) => !row.hidden).map((row) => [...row.cells].filter((cell) => cell.getClientRects().length && !cell.querySelector("svg") && !cell.querySelector("i + i"))
      .map((cell) => field((cell.querySelector("summary") ?? cell).innerText.replace(/\s+/g, " ").trim())).join(","));
    return `${lines.join("\n")}\n`;
  }
  const looks = ["fill", "fill-opacity", "stroke", "stroke-width", "stroke-dasharray", "stroke-linecap", "stroke-linejoin", "opacity", "font-size", "font-weight", "font-family", "text-anchor", "paint-order", "image-rendering", "display"];
  function drawn(svg) {
    const copy = svg.cloneNode(true), sources = all("*", svg);
    all("*", copy).forEach((element, at) => {
      const style = getComputedStyle(sources[at]);
      for (const name of looks) element.setAttribute(name, style.getPropertyValue(name));
      element.removeAttribute("class");
    });
    for (const use of all("use", copy)) {
      const part = document.querySelector(use.getAttribute("href")), text = part.querySelector("text").cloneNode(true), style = getComputedStyle(part.querySelector("text"));
      for (const name of looks) text.setAttribute(name, style.getPropertyValue(name));
      use.replaceWith(text);
    }
    return copy;
  }
  function picture(figure) {
    const space = "http://www.w3.org/2000/svg", whole = document.createElementNS(space, "svg"), paper = document.createElementNS(space, "rect");
    const parts = all("svg.fig", figure), boxes = parts.map((svg) => svg.viewBox.baseVal), across = parts.length > 1 ? Math.min(3, parts.length) : 1;
    const wide = Math.max(...boxes.map((box) => box.width)), high = Math.max(...boxes.map((box) => box.height));
    const size = [across * wide, Math.ceil(parts.length / across) * high];
    whole.setAttribute("viewBox", `0 0 ${size[0]} ${size[1]}`);
    paper.setAttribute("fill", getComputedStyle(document.body).backgroundColor);
    for (const element of [whole, paper]) { element.setAttribute("width", size[0]); element.setAttribute("height", size[1]); }
    whole.append(paper);
    parts.forEach((svg, at) => {
      const copy = drawn(svg);
      for (const [name, value] of Object.entries({ x: at % across * wide, y: Math.floor(at / across) * high, width: boxes[at].width, height: boxes[at].height })) copy.setAttribute(name, value);
      whole.append(copy);
    });
    return [new XMLSerializer().serializeToString(whole), size];
  }
  function raster(figure, name) {
    const [text, size] = picture(figure), image = new Image(), canvas = document.createElement("canvas");
    image.onload = () => {
      [canvas.width, canvas.height] = size.map((side) => Math.round(side * 2));
      canvas.getContext("2d").drawImage(image, 0, 0, canvas.width, canvas.height);
      canvas.toBlob((blob) => give(`${name}.png`, blob));
    };
    image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(text)}`;
  }
  function offer(after, name, choices) {
    const line = document.createElement("p");
    line.className = "get";
    for (const [word, act] of choices) {
      const button = document.createElement("button");
      button.type = "button";
      button.textContent = word;
      button.setAttribute("aria-label", `${name}: download as ${word}`);
      button.addEventListener("click", act);
      line.append(button);
    }
    after.after(line);
  }
  for (const table of all("table.board, table.sites, table.parts")) {
    const region = table.closest(".wide");
    const name = region ? region.getAttribute("aria-label") : table.caption.textContent.split(":")[0];
    offer(table.closest(".wide") ?? table, name, [["CSV", () => give(`${plain(name)}.csv`, new Blob([csv(table)], { type: "text/csv" }))]]);
  }
  for (const figure of all(".figures > figure")) {
    const name = figure.querySelector("h3").textContent;
    const table = figure.querySelector("table");
    const choices = table ? [["CSV", () => give(`${plain(name)}.csv`, new Blob([csv(table)], { type: "text/csv" }))]]
      : [["SVG", () => give(`${plain(name)}.svg`, new Blob([picture(figure)[0]], { type: "image/svg+xml" }))], ["PNG", () => raster(figure, plain(name))]];
    offer(figure.querySelector("figcaption"), name, choices);
  }
})();
