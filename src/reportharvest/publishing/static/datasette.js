// What the inline scripts of Datasette's templates did; pages may not have any (Content-Security-Policy).
"use strict";
window.DATASETTE_ALLOW_FACET = true;
document.addEventListener("click", (event) => {
  const within = event.target.closest("details");
  for (const one of document.querySelectorAll("details[open]")) {
    if (one !== within && !one.contains(within)) one.open = false;
  }
});
