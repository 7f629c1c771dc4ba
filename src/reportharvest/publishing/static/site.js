// Comforts: every page works without this file.
"use strict";

function copied(text) {
  if (navigator.clipboard && window.isSecureContext) return navigator.clipboard.writeText(text);
  const area = document.createElement("textarea"); // clipboard needs https; this works on http, too
  area.value = text;
  document.body.append(area);
  area.select();
  document.execCommand("copy");
  area.remove();
  return Promise.resolve();
}

for (const button of document.querySelectorAll("[data-copy]")) {
  button.hidden = false;
  button.addEventListener("click", () => {
    copied(document.getElementById(button.dataset.copy).textContent).then(() => {
      const said = document.getElementById("copied");
      said.textContent = said.dataset.text;
      const before = button.textContent;
      button.textContent = "✓";
      setTimeout(() => { button.textContent = before; }, 1500);
    });
  });
}

// The switch between found, restored and both: without a request.
const compare = document.getElementById("compare");
if (compare) {
  const links = [...document.querySelectorAll("[data-view]")];
  for (const link of links) {
    link.addEventListener("click", (event) => {
      event.preventDefault();
      compare.className = `compare view-${link.dataset.view}`;
      for (const one of links) one.removeAttribute("aria-current");
      link.setAttribute("aria-current", "true");
      history.replaceState(null, "", link.href);
    });
  }
  // What belongs together on both sides is shown together.
  compare.addEventListener("mouseover", (event) => {
    const mark = event.target.closest("mark[data-step]");
    for (const one of compare.querySelectorAll("mark.now")) one.classList.remove("now");
    if (!mark) return;
    for (const one of compare.querySelectorAll(`mark[data-step="${mark.dataset.step}"]`)) one.classList.add("now");
  });
}
