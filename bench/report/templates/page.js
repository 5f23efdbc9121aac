"use strict";
(() => {
  const wanted = decodeURIComponent(location.hash.slice(2));
  const row = wanted && document.getElementById(`a${wanted}`);
  const pick = row && row.querySelector("input[name=l]");
  const frame = document.querySelector(".saved iframe"), alone = document.querySelector(".saved a");
  const show = (radio) => {
    radio.checked = true;
    history.replaceState(null, "", `#a${encodeURIComponent(radio.closest("tr").id.slice(1))}`);
    if (!frame) return;
    const address = `${frame.getAttribute("src").split("#")[0]}#k${radio.value}`;
    alone.setAttribute("href", address);
    try { frame.contentWindow.location.replace(new URL(address, location.href)); } catch { frame.src = address; }
  };
  if (pick) show(pick);
  const step = (by) => {
    const all = [...document.querySelectorAll("input[name=l]")], at = all.findIndex((radio) => radio.checked);
    const next = all[Math.min(all.length - 1, Math.max(0, at + by))];
    if (next) { show(next); next.scrollIntoView({ block: "nearest", inline: "nearest" }); }
  };
  let place = -1;
  const marks = () => [...document.querySelectorAll(".panes :is(del, ins)")].filter((mark) => mark.getClientRects().length);
  const go = (step) => {
    const all = marks();
    if (!all.length) return;
    document.querySelector(".at")?.classList.remove("at");
    place = (place + step + all.length) % all.length;
    if (place < 0) place = all.length - 1;
    all[place].classList.add("at");
    all[place].scrollIntoView({ block: "center" });
  };
  addEventListener("change", (event) => { place = -1; if (event.target.name === "l") show(event.target); });
  addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || /^(INPUT|TEXTAREA|SELECT)$/.test(event.target.tagName) && event.target.type !== "radio") return;
    if (event.key === "n") go(1);
    else if (event.key === "p") go(place < 0 ? 0 : -1);
    else if (event.key === "j") step(1);
    else if (event.key === "k") step(-1);
    else if (event.key === "]") document.getElementById("after")?.click();
    else if (event.key === "[") document.getElementById("before")?.click();
  });
  for (const map of document.querySelectorAll(".map")) {
    map.addEventListener("click", (event) => {
      const box = map.getBoundingClientRect(), text = map.nextElementSibling.getBoundingClientRect();
      scrollTo({ top: scrollY + text.top + (event.clientY - box.top) / box.height * text.height - innerHeight / 2 });
    });
  }
  const details = document.getElementById("source");
  details?.addEventListener("toggle", async () => {
    const pre = details.querySelector("pre"), packed = document.getElementById("packed");
    if (!details.open || pre.textContent) return;
    const bytes = Uint8Array.from(atob(packed.textContent.trim()), (char) => char.charCodeAt(0));
    const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"));
    pre.textContent = await new Response(stream).text();
  });
})();
