"use strict";
(() => {
  const root = document.documentElement;
  root.classList.add("js");
  const stored = () => { try { return localStorage.getItem("boilerbench-theme"); } catch { return null; } };
  const dark = () => (root.dataset.theme ? root.dataset.theme === "dark" : matchMedia("(prefers-color-scheme: dark)").matches);
  const button = document.querySelector(".theme");
  const label = () => { button.textContent = dark() ? "Light" : "Dark"; button.setAttribute("aria-pressed", String(dark())); button.setAttribute("aria-label", `Switch to ${dark() ? "light" : "dark"} colours`); };
  if (stored()) root.dataset.theme = stored();
  if (button) {
    label();
    button.addEventListener("click", () => {
      root.dataset.theme = dark() ? "light" : "dark";
      try { localStorage.setItem("boilerbench-theme", root.dataset.theme); } catch { /* private mode: the choice lasts as long as the page */ }
      label();
    });
  }
})();
