"use strict";
// Zooming, panning, finding, and an entity's details. Everything that comes from the picture goes
// into the page as text, never as markup.
(() => {
  const find = (id) => document.getElementById(id);
  const [view, details, search, count] = ["view", "details", "search", "count"].map(find);
  const svg = view.querySelector("svg");
  const data = JSON.parse(find("data").textContent);
  const full = svg.viewBox.baseVal;
  const home = { x: full.x, y: full.y, width: full.width, height: full.height };
  const box = { ...home };
  const shapes = new Map(data.nodes.map((node) => [node.id, find(node.id)]));
  const nodes = new Map(data.nodes.map((node) => [node.id, node]));
  const arrows = [...svg.querySelectorAll("[data-from]")];
  let chosen = null;
  let settled = false; // Whether somebody has moved the picture.

  // --- Where one looks: the viewBox has the proportions of the window, so nothing is distorted.

  const scale = () => view.clientWidth / box.width;
  const show = () =>
    svg.setAttribute("viewBox", `${box.x} ${box.y} ${box.width} ${box.height}`);

  function lookAt(x, y, size) {
    const wanted = Math.min(Math.max(size, 0.05), 6);
    box.width = view.clientWidth / wanted;
    box.height = view.clientHeight / wanted;
    box.x = x - box.width / 2;
    box.y = y - box.height / 2;
    show();
  }
  const fitting = () =>
    Math.min(view.clientWidth / home.width, view.clientHeight / home.height, 1.6);
  const fit = () => lookAt(home.x + home.width / 2, home.y + home.height / 2, fitting());

  function zoom(factor, clientX, clientY) {
    const edge = view.getBoundingClientRect();
    const [px, py] = [(clientX ?? edge.left + edge.width / 2) - edge.left,
      (clientY ?? edge.top + edge.height / 2) - edge.top];
    const before = scale();
    const after = Math.min(Math.max(before * factor, 0.05), 6);
    box.x += px / before - px / after;
    box.y += py / before - py / after;
    box.width = view.clientWidth / after;
    box.height = view.clientHeight / after;
    settled = true;
    show();
  }
  function pan(dx, dy) {
    settled = true;
    box.x -= dx / scale();
    box.y -= dy / scale();
    show();
  }
  function centre(shape) {
    const at = shape.getBBox();
    const middle = new DOMPoint(at.x + at.width / 2, at.y + at.height / 2);
    return middle.matrixTransform(svg.getCTM().inverse().multiply(shape.getCTM()));
  }
  function reveal(shape) {
    const [at, edge] = [shape.getBoundingClientRect(), view.getBoundingClientRect()];
    const away = 24;
    const dx = at.left < edge.left + away ? edge.left + away - at.left
      : at.right > edge.right - away ? edge.right - away - at.right : 0;
    const dy = at.top < edge.top + away ? edge.top + away - at.top
      : at.bottom > edge.bottom - away ? edge.bottom - away - at.bottom : 0;
    if (dx || dy) pan(dx, dy);
  }

  // --- What is around an entity.

  const ends = (id, from, to) =>
    [...new Set(data.edges.filter((edge) => edge[from] === id).map((edge) => edge[to]))];
  function reached(id, from, to) {
    const found = new Set([id]);
    for (const each of found) ends(each, from, to).forEach((next) => found.add(next));
    return found;
  }
  function light(kept, lines) {
    shapes.forEach((shape, id) => shape.classList.toggle("mldh-dim", kept && !kept.has(id)));
    arrows.forEach((arrow) => {
      const lit = Boolean(lines && lines(arrow.dataset.from, arrow.dataset.to));
      arrow.classList.toggle("mldh-lit", lit);
      arrow.classList.toggle("mldh-dim", Boolean(kept) && !lit);
    });
  }
  function lightAround(id) {
    const [above, below] = [reached(id, 1, 0), reached(id, 0, 1)];
    const inside = data.nodes.filter((node) => node.frame === id).map((node) => node.id);
    const kept = new Set([...above, ...below, ...inside]);
    [...kept].forEach((each) => nodes.get(each).frame && kept.add(nodes.get(each).frame));
    light(kept, (from, to) =>
      (above.has(from) && above.has(to)) || (below.has(from) && below.has(to)));
  }

  // --- Details.

  function element(name, text, parent, style) {
    const made = document.createElement(name);
    if (text) made.textContent = text;
    if (style) made.className = style;
    parent.append(made);
    return made;
  }
  function link(address, text, parent) {
    const made = element("a", text, parent);
    made.href = address;
    made.rel = "noopener noreferrer";
    return made;
  }
  function list(title, ids) {
    if (!ids.length) return;
    element("h3", title, details);
    const items = element("ul", "", details, "links");
    ids.forEach((id) => {
      const button = element("button", nodes.get(id).name, element("li", "", items));
      button.type = "button";
      element("small", ` · ${nodes.get(id).kind}`, button);
      button.addEventListener("click", () => choose(id, true));
    });
  }
  function describe(node) {
    details.replaceChildren();
    const close = element("button", "✕", details);
    close.type = "button";
    close.setAttribute("aria-label", "Close the details");
    close.addEventListener("click", leave);
    element("p", node.kind, details, "kind");
    const heading = element("h2", "", details);
    if (node.href) link(node.href, node.name, heading);
    else heading.textContent = node.name;
    if (node.badges.length) {
      const badges = element("ul", "", details, "badges");
      node.badges.forEach((badge) => element("li", badge, badges));
    }
    element("code", node.urn, details);
    const sections = new Map();
    node.fields.forEach(([name, value, section]) =>
      sections.set(section, [...(sections.get(section) || []), [name, value]]));
    sections.forEach((fields, section) => {
      element("h3", section || "Fields", details);
      const terms = element("dl", "", details);
      fields.forEach(([name, value]) => {
        element("dt", name, terms);
        const said = element("dd", "", terms);
        if (/^https?:\/\/\S+$/i.test(value)) link(value, value, said);
        else said.textContent = value;
      });
    });
    list("Lies in", node.frame ? [node.frame] : []);
    list("Contains", data.nodes.filter((each) => each.frame === node.id).map((each) => each.id));
    list("Made from", ends(node.id, 1, 0));
    list("Leads to", ends(node.id, 0, 1));
    details.setAttribute("aria-label", `Details of ${node.name}`);
    details.hidden = false;
    details.scrollTop = 0;
  }
  function choose(id, moves) {
    if (!nodes.has(id)) return;
    if (chosen) shapes.get(chosen).classList.remove("mldh-chosen");
    const before = view.clientWidth;
    chosen = id;
    const shape = shapes.get(id);
    shape.classList.add("mldh-chosen");
    describe(nodes.get(id));
    keepScale(before);
    lightAround(id);
    if (moves) shape.focus({ preventScroll: true });
    reveal(shape);
    remember(`#${id}`);
  }
  function leave() {
    if (!chosen) return;
    const shape = shapes.get(chosen);
    shape.classList.remove("mldh-chosen");
    const before = view.clientWidth;
    details.hidden = true;
    chosen = null;
    keepScale(before);
    light(null);
    shape.focus({ preventScroll: true });
    remember("#");
  }
  // The panel takes room from the picture, which must not jump.
  function keepScale(before) {
    box.width *= view.clientWidth / before;
    box.height = box.width * view.clientHeight / view.clientWidth;
    show();
  }
  function remember(place) {
    // Some browsers allow it to no page that lies in a file.
    try { history.replaceState(null, "", place); } catch { /* The address stays as it was. */ }
  }

  // --- Finding.

  let hits = [];
  function look() {
    const words = search.value.toLowerCase().split(/\s+/).filter(Boolean);
    const said = (node) => [node.name, node.kind, node.urn, ...node.badges].join(" ").toLowerCase();
    hits = words.length === 0 ? []
      : data.nodes.filter((node) => words.every((word) => said(node).includes(word)));
    count.textContent = words.length ? `${hits.length} found` : "";
    if (!words.length) { if (chosen) lightAround(chosen); else light(null); return; }
    const kept = new Set(hits.map((node) => node.id));
    light(kept, (from, to) => kept.has(from) && kept.has(to));
  }
  search.addEventListener("input", look);
  search.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || !hits.length) return;
    event.preventDefault();
    const ids = hits.map((node) => node.id);
    const next = ids[(ids.indexOf(chosen) + (event.shiftKey ? -1 : 1) + ids.length) % ids.length];
    choose(next, false);
    const at = centre(shapes.get(next));
    lookAt(at.x, at.y, Math.max(scale(), 0.9));
    look();
  });

  // --- Mouse, touch and pen.

  const pointers = new Map();
  let moved = 0;
  view.addEventListener("pointerdown", (event) => {
    pointers.set(event.pointerId, [event.clientX, event.clientY]);
    if (pointers.size === 1) moved = 0;
  });
  view.addEventListener("pointermove", (event) => {
    const last = pointers.get(event.pointerId);
    if (!last) return;
    const [dx, dy] = [event.clientX - last[0], event.clientY - last[1]];
    moved += Math.abs(dx) + Math.abs(dy);
    if (moved > 4 && !view.classList.contains("moving")) {
      view.classList.add("moving");
      view.setPointerCapture(event.pointerId);
    }
    if (pointers.size === 1 && moved > 4) pan(dx, dy);
    if (pointers.size === 2) {
      const [other] = [...pointers].filter(([id]) => id !== event.pointerId).map(([, at]) => at);
      const apart = (at) => Math.hypot(at[0] - other[0], at[1] - other[1]) || 1;
      zoom(apart([event.clientX, event.clientY]) / apart(last),
        (event.clientX + other[0]) / 2, (event.clientY + other[1]) / 2);
    }
    pointers.set(event.pointerId, [event.clientX, event.clientY]);
  });
  const lift = (event) => {
    pointers.delete(event.pointerId);
    if (!pointers.size) view.classList.remove("moving");
  };
  view.addEventListener("pointerup", lift);
  view.addEventListener("pointercancel", lift);
  view.addEventListener("click", (event) => {
    if (moved > 4) return;
    const shape = event.target.closest("[role=button]");
    if (shape) choose(shape.id, true);
    else leave();
  });
  view.addEventListener("wheel", (event) => {
    event.preventDefault();
    const lines = event.deltaMode === 1 ? 16 : 1;
    zoom(Math.exp(-event.deltaY * lines * (event.ctrlKey ? 0.01 : 0.0016)),
      event.clientX, event.clientY);
  }, { passive: false });

  // --- Keyboard.

  const ways = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
  function neighbour(shape, [wayX, wayY]) {
    const from = centre(shape);
    let [nearest, least] = [null, Infinity];
    shapes.forEach((other) => {
      const at = centre(other);
      const along = (at.x - from.x) * wayX + (at.y - from.y) * wayY;
      const across = Math.abs((at.x - from.x) * wayY) + Math.abs((at.y - from.y) * wayX);
      const cost = along + 2 * across;
      if (other !== shape && along > 1 && cost < least) [nearest, least] = [other, cost];
    });
    return nearest;
  }
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === "Escape") {
      if (search.value) { search.value = ""; look(); } else leave();
      return;
    }
    if (event.target === search) return;
    const way = ways[event.key];
    const on = event.target.closest?.("[role=button]");
    if (on && (event.key === "Enter" || event.key === " ")) choose(on.id, true);
    else if (on && way) neighbour(on, way)?.focus({ preventScroll: true });
    else if (way && view.contains(event.target)) pan(-60 * way[0], -60 * way[1]);
    else if (event.key === "+" || event.key === "=") zoom(1.25);
    else if (event.key === "-") zoom(0.8);
    else if (event.key === "0") fit();
    else if (event.key === "/") search.focus();
    else return;
    event.preventDefault();
  });
  view.addEventListener("focusin", (event) => {
    const shape = event.target.closest?.("[role=button]");
    if (shape) reveal(shape);
  });
  find("closer").addEventListener("click", () => zoom(1.25));
  find("farther").addEventListener("click", () => zoom(0.8));
  find("fit").addEventListener("click", fit);
  window.addEventListener("hashchange", () => choose(location.hash.slice(1), true));

  // --- Begin: all of it where that is readable, or else what the picture is about.

  function begin() {
    fit();
    const about = shapes.get(chosen ?? data.root);
    if (about && fitting() < 0.55) {
      // It stands in the window about where it stands in the picture, among its relatives.
      const at = centre(about);
      const part = (from, whole) => Math.min(Math.max(from / whole, 0.15), 0.85);
      lookAt(at.x, at.y, 0.9);
      box.x = at.x - box.width * part(at.x - home.x, home.width);
      box.y = at.y - box.height * part(at.y - home.y, home.height);
      show();
    }
    settled = false;
  }
  let before = view.clientWidth;
  window.addEventListener("resize", () => {
    if (settled) keepScale(before); else begin();
    before = view.clientWidth;
  });
  view.classList.add("live");
  document.querySelector(".tools").hidden = false;
  begin();
  choose(location.hash.slice(1), false);
  begin();
})();
