// Only what a page cannot do by itself; without scripts nothing is missing.
"use strict";

for (const button of document.querySelectorAll("[data-copy]")) {
  if (!navigator.clipboard) continue;
  button.hidden = false;
  button.addEventListener("click", async () => {
    await navigator.clipboard.writeText(document.getElementById(button.dataset.copy).textContent);
    button.textContent = "Copied";
    setTimeout(() => (button.textContent = "Copy"), 2000);
  });
}

// "/" leads to the search, as on many sites.
document.addEventListener("keydown", (event) => {
  const search = document.getElementById("q");
  const typing = event.target.closest("input, textarea, select, [contenteditable]");
  if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey || typing || !search) return;
  event.preventDefault();
  search.focus();
  search.select();
});

// A picture that does not fit begins with the entity that the page is about.
for (const picture of document.querySelectorAll(".picture")) {
  const root = picture.querySelector(".mldh-root")?.getBoundingClientRect();
  if (!root) continue;
  const seen = picture.getBoundingClientRect();
  picture.scrollLeft += root.left + root.width / 2 - seen.left - seen.width / 2;
  picture.scrollTop += root.top + root.height / 2 - seen.top - seen.height / 2;
}
