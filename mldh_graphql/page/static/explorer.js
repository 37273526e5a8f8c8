// Runs an operation without leaving the page; without scripts the form does the same.
"use strict";

const form = document.getElementById("operation");
const query = document.getElementById("query");

async function send(button) {
  const fields = new URLSearchParams(new FormData(form));
  fields.set("do", button.value);
  const answer = document.getElementById("answer");
  answer.setAttribute("aria-busy", "true");
  try {
    const response = await fetch(form.action, { method: "POST", body: fields });
    const shown = new DOMParser().parseFromString(await response.text(), "text/html");
    const made = shown.getElementById("answer");
    if (!made) {
      // The visitor has to sign in again, or the server has something else to say.
      passing = true;
      form.requestSubmit(button);
      return;
    }
    answer.replaceWith(document.adoptNode(made));
    for (const id of ["query", "variables"]) {
      const field = document.getElementById(id);
      const value = shown.getElementById(id).value;
      if (button.value === "format" && field.value !== value) field.value = value;
    }
  } catch (error) {
    answer.removeAttribute("aria-busy");
    const said = answer.querySelector("h2").nextElementSibling ?? answer.appendChild(document.createElement("p"));
    said.textContent = `The server did not answer: ${error.message}`;
  }
}

let passing = false;
form.addEventListener("submit", (event) => {
  if (passing) return;
  event.preventDefault();
  send(event.submitter ?? form.querySelector("button"));
});

form.addEventListener("keydown", (event) => {
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
    event.preventDefault();
    send(form.querySelector("button"));
  }
});
form.querySelector("[data-hint]").hidden = false;

// What fits at the cursor is asked of the server, which knows the schema.
let waiting;
async function suggest() {
  const before = query.value.slice(0, query.selectionStart);
  const fields = new URLSearchParams({ before });
  const response = await fetch("/api/graphiql/here", { method: "POST", body: fields });
  if (!response.ok || before !== query.value.slice(0, query.selectionStart)) return;
  const shown = new DOMParser().parseFromString(await response.text(), "text/html");
  document.getElementById("here").replaceWith(document.adoptNode(shown.getElementById("here")));
}
for (const moved of ["input", "click", "keyup"]) {
  query.addEventListener(moved, () => {
    clearTimeout(waiting);
    waiting = setTimeout(suggest, 150);
  });
}
query.addEventListener("keydown", (event) => {
  if (event.key !== " " || !event.ctrlKey) return;
  event.preventDefault();
  document.querySelector("#here button")?.focus();
});
form.addEventListener("click", (event) => {
  const chosen = event.target.closest("[data-insert]");
  if (!chosen) return;
  const at = query.selectionStart;
  query.setRangeText(chosen.dataset.insert, at - chosen.dataset.typed.length, at, "end");
  query.focus();
  suggest();
});

// A place in the document leads the cursor there.
document.addEventListener("click", (event) => {
  const place = event.target.closest("[data-line]");
  if (!place) return;
  event.preventDefault();
  const lines = query.value.split("\n").slice(0, place.dataset.line - 1);
  const at = lines.reduce((sum, line) => sum + line.length + 1, 0) + Number(place.dataset.column) - 1;
  query.focus();
  query.setSelectionRange(at, at + 1);
});
