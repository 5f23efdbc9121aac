"use strict";
(() => {
  for (const table of document.querySelectorAll("table.board, table.sortable")) sortable(table);
  for (const box of document.querySelectorAll("[data-heat]")) heat(box);

  function figure(text) {
    const cleaned = text.replace("\u2212", "-").trim();
    const found = cleaned.match(/^(?:p [=<] )?([-+±]?[\d.]+)/);
    return found ? Number(found[1].replace(/[+±]/, "")) : null;
  }
  const said = (cell) => (cell.querySelector("summary") ?? cell).textContent;
  function failed(text) { return (text.match(/\d+/g) || []).reduce((sum, part) => sum + Number(part), 0); }
  function sortable(table) {
    const heads = [...table.tHead.rows[0].cells];
    heads.forEach((head, at) => {
      if (head.querySelector("i, .hide")) return;
      const button = document.createElement("button");
      button.type = "button";
      button.append(...head.childNodes);
      head.append(button);
      const count = head.textContent.trim() === "failed";
      button.addEventListener("click", () => {
        const body = table.tBodies[0], sorted = head.getAttribute("aria-sort");
        const words = [...body.rows].every((row) => figure(row.cells[at].textContent) === null && row.cells[at].textContent !== "–") && !count;
        const up = sorted ? sorted === "descending" : words;
        for (const other of heads) other.removeAttribute("aria-sort");
        head.setAttribute("aria-sort", up ? "ascending" : "descending");
        const key = (row) => { const text = said(row.cells[at]); return count ? failed(text) : figure(text) ?? text.trim().toLowerCase(); };
        const rows = [...body.rows].map((row, place) => [key(row), place, row]);
        rows.sort(([a, i], [b, j]) => {
          const one = a === "–", other = b === "–";
          if (one !== other) return one ? 1 : -1;
          const order = typeof a === "number" && typeof b === "number" ? a - b : String(a).localeCompare(String(b));
          return (up ? order : -order) || i - j;
        });
        body.append(...rows.map(([, , row]) => row));
      });
    });
  }
  async function read(id) {
    const digits = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz!#$%/()*+-;,=.?@^_`{|}~";
    const text = document.getElementById(id).textContent.trim(), short = (5 - text.length % 5) % 5, full = text + "~".repeat(short);
    const value = new Map([...digits].map((digit, at) => [digit, at])), bytes = new DataView(new ArrayBuffer(full.length / 5 * 4));
    for (let at = 0; at < full.length; at += 5) {
      let number = 0;
      for (let next = at; next < at + 5; next++) number = number * 85 + value.get(full[next]);
      bytes.setUint32(at / 5 * 4, number);
    }
    return new Response(new Blob([bytes.buffer.slice(0, bytes.byteLength - short)]).stream().pipeThrough(new DecompressionStream("deflate"))).json();
  }
  async function heat(box) {
    if (!("DecompressionStream" in window)) return;
    const [data, places] = await Promise.all([read(box.dataset.heat), read(box.dataset.pages)]);
    const order = data.order.length ? data.order : [...places.pages.keys()];
    data.pages = order.map((at) => places.pages[at]);
    data.files = order.map((at) => places.files[at]);
    const svg = box.querySelector("svg"), cursor = svg.querySelector(".cursor");
    const tip = box.parentElement.querySelector(".tip");
    const [left, top, wide, high] = data.box;
    const words = { "!": "came out empty", "'": "error", "(": "timeout", ")": "crash", "*": "out of memory", "$": "reached for a network", "#": "no output stored", " ": "not tried" };
    let row = 0, page = 0;
    const show = () => {
      const step = wide / data.pages.length, width = Math.max(step, 3);
      cursor.setAttribute("d", `M${left + (page + 0.5) * step - width / 2} ${top + row * high}h${width}v${high}h${-width}z`);
      const code = data.cells[row][page];
      const what = words[code] ?? `${data.metric} ${(1 - places.levels.indexOf(code) / 100).toFixed(2)}`;
      tip.textContent = `${data.names[row]} · page ${page + 1} of ${data.pages.length}, ${data.pages[page]} · ${what}${data.files[page] ? "" : " · no page of its own (use --all-pages)"}`;
      svg.classList.toggle("go", Boolean(data.files[page]));
    };
    const at = (event) => {
      const point = new DOMPoint(event.clientX, event.clientY).matrixTransform(svg.getScreenCTM().inverse());
      const x = Math.floor((point.x - left) / wide * data.pages.length), y = Math.floor((point.y - top) / high);
      if (x < 0 || y < 0 || x >= data.pages.length || y >= data.names.length) return false;
      [page, row] = [x, y];
      return true;
    };
    const open = () => { if (data.files[page]) location.href = `pages/${data.files[page]}.html#a${encodeURIComponent(data.names[row])}`; };
    svg.addEventListener("pointermove", (event) => { if (at(event)) show(); });
    svg.addEventListener("click", (event) => { if (at(event)) { show(); open(); } });
    box.dataset.ready = "";
    box.addEventListener("keydown", (event) => {
      const moves = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1], Home: [-page, 0], End: [data.pages.length, 0], PageUp: [-20, 0], PageDown: [20, 0] };
      if (event.key === "Enter") open();
      const move = moves[event.key];
      if (!move) return;
      event.preventDefault();
      page = Math.min(data.pages.length - 1, Math.max(0, page + move[0]));
      row = Math.min(data.names.length - 1, Math.max(0, row + move[1]));
      show();
    });
  }
})();
