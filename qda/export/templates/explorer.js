"use strict";
// Draws the networks of a report. Text from the data is only ever set as text, never as markup.
(() => {
const SVG = "http://www.w3.org/2000/svg";
const DASHES = ["", "7 3", "2 3", "9 3 2 3", "12 4", "1 4", "5 2 1 2", "14 3 3 3", "4 4", "8 2 2 2 2 2"];
const WIDTH = 720, HEIGHT = 670, EDGE = 70;

const make = (parent, name, attributes = {}, text = "") => {
  const element = parent.namespaceURI === SVG || name === "svg"
    ? document.createElementNS(SVG, name) : document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
  if (text !== "") element.textContent = text;
  parent.appendChild(element);
  return element;
};

// Shapes by the letters that figures use for them, as a path around 0, 0.
const shape = (letter, r) => {
  const corners = (n, turn) => "M" + Array.from({ length: n }, (_, i) => {
    const angle = turn + 2 * Math.PI * i / n;
    return `${(r * Math.sin(angle)).toFixed(2)},${(-r * Math.cos(angle)).toFixed(2)}`;
  }).join("L") + "Z";
  switch (letter) {
    case "s": return corners(4, Math.PI / 4);
    case "D": return corners(4, 0);
    case "^": return corners(3, 0);
    case "v": return corners(3, Math.PI);
    case "h": return corners(6, 0);
    case "p": return corners(5, 0);
    case "8": return corners(8, Math.PI / 8);
    case "P": { const a = r * 0.36; return `M${-a},${-r}H${a}V${-a}H${r}V${a}H${a}V${r}H${-a}V${a}H${-r}V${-a}H${-a}Z`; }
    case "X": return `M0,${-r * .4}L${r * .6},${-r}L${r},${-r * .6}L${r * .4},0L${r},${r * .6}L${r * .6},${r}L0,${r * .4}L${-r * .6},${r}L${-r},${r * .6}L${-r * .4},0L${-r},${-r * .6}L${-r * .6},${-r}Z`;
    default: return `M${-r},0a${r},${r} 0 1,0 ${2 * r},0a${r},${r} 0 1,0 ${-2 * r},0Z`;
  }
};

const start = (figure, number) => {
  const data = JSON.parse(figure.querySelector("script").textContent);
  const words = data.words;
  const app = figure.querySelector(".app");
  app.textContent = "";
  // The drawing of all communities fills the sheet, so that an actor stands in the same place in each.
  const reach = at => {
    const values = data.nodes.map(node => node[at]), low = Math.min(...values), high = Math.max(...values);
    return value => high > low ? (value - low) / (high - low) : 0.5;
  };
  const across = reach(3), up = reach(4);
  const nodes = new Map(data.nodes.map(([id, name, kind, x, y]) => [id, {
    id, name, kind, x: EDGE + across(x) * (WIDTH - 2 * EDGE), y: HEIGHT - EDGE - up(y) * (HEIGHT - 2 * EDGE),
  }]));
  const home = new Map([...nodes].map(([id, node]) => [id, [node.x, node.y]]));
  const heaviest = Math.max(1, ...data.ties.map(tie => tie[5].length + tie[6]));
  const dates = [...new Set(data.ties.flatMap(tie => tie[5].map(event => event[2].slice(0, 7))).filter(Boolean))].sort();

  // The controls.
  const bar = make(app, "div", { class: "bar" });
  const field = label => make(make(bar, "label"), "span", {}, label).parentNode;
  const choice = (label, options, chosen = 0) => {
    const select = make(field(label), "select");
    options.forEach(([value, text]) => make(select, "option", { value }, text));
    select.selectedIndex = chosen;
    return select;
  };
  const caseOf = choice(words.case, data.cases.map((name, i) => [i, name]));
  const relationOf = choice(words.relation, [["", words.all], ...data.relations.map((name, i) => [i, name])], 1);
  const least = make(field(words.weight), "input", { type: "range", min: 1, max: heaviest, value: 1, step: 1 });
  const leastShown = make(least.parentNode, "output", {}, "1");
  const since = dates.length > 1 ? choice(words.from, dates.map(d => [d, d])) : null;
  const until = dates.length > 1 ? choice(words.to, dates.map(d => [d, d]), dates.length - 1) : null;
  const undated = dates.length > 1 ? make(field(words.undated), "input", { type: "checkbox" }) : null;
  if (undated) undated.checked = true;
  const find = make(field(words.find), "input", { type: "search", list: `actors-${number}` });
  const names = make(bar, "datalist", { id: `actors-${number}` });
  data.nodes.forEach(node => make(names, "option", { value: node[1] }));
  const reset = make(bar, "button", { type: "button" }, words.reset);
  const download = make(bar, "button", { type: "button" }, words.download);

  const desk = make(app, "div", { class: "desk" });
  const svg = make(desk, "svg", { viewBox: `0 0 ${WIDTH} ${HEIGHT}`, role: "group", "aria-label": figure.querySelector("figcaption").textContent });
  const side = make(desk, "div", { class: "side", "aria-live": "polite" });
  const keys = make(app, "div", { class: "keys" });
  let view = [0, 0, WIDTH, HEIGHT], selected = null, seen = [];

  const events = tie => {
    if (!since) return tie[5];
    return tie[5].filter(event => {
      const month = event[2].slice(0, 7);
      if (!month) return undated.checked;
      // A year alone is inside if any of its months can be.
      return month.length === 4
        ? month >= since.value.slice(0, 4) && month <= until.value.slice(0, 4)
        : month >= since.value && month <= until.value;
    });
  };
  const filtered = () => !since || (since.selectedIndex === 0 && until.selectedIndex === dates.length - 1 && undated.checked);
  const current = () => data.ties
    .filter(tie => tie[0] === Number(caseOf.value) && (relationOf.value === "" || tie[3] === Number(relationOf.value)))
    .map(tie => ({
      source: tie[1], target: tie[2], relation: tie[3], directed: tie[4], events: events(tie),
      left: filtered() ? tie[6] : 0, weight: events(tie).length + (filtered() ? tie[6] : 0),
    }))
    .filter(tie => tie.weight >= Number(least.value) && tie.weight > 0);

  const label = tie => `${nodes.get(tie.source).name} ${tie.directed ? "→" : "—"} ${nodes.get(tie.target).name}`;

  const path = (tie, order, count) => {
    const a = nodes.get(tie.source), b = nodes.get(tie.target);
    const dx = b.x - a.x, dy = b.y - a.y, far = Math.hypot(dx, dy) || 1;
    // Ties of one pair fan out; a directed one bends to its own side, so that both directions can be seen.
    const first = a.id < b.id ? 1 : -1;
    const bend = (tie.directed ? 0.12 * first : 0) + (order - (count - 1) / 2) * 0.14;
    const side = tie.directed ? first : 1;
    const cx = (a.x + b.x) / 2 - dy * bend * side, cy = (a.y + b.y) / 2 + dx * bend * side;
    const back = (x, y, r) => { const l = Math.hypot(cx - x, cy - y) || 1; return [x + (cx - x) / l * r, y + (cy - y) / l * r]; };
    const [x1, y1] = back(a.x, a.y, Math.min(a.r || 8, far / 3)), [x2, y2] = back(b.x, b.y, Math.min((b.r || 8) + (tie.directed ? 7 : 0), far / 3));
    return `M${x1.toFixed(1)},${y1.toFixed(1)}Q${cx.toFixed(1)},${cy.toFixed(1)} ${x2.toFixed(1)},${y2.toFixed(1)}`;
  };

  const draw = () => {
    leastShown.textContent = least.value;
    seen = current();
    const strength = new Map();
    seen.forEach(tie => [tie.source, tie.target].forEach(id => strength.set(id, (strength.get(id) || 0) + tie.weight)));
    const most = Math.max(1, ...strength.values());
    nodes.forEach(node => { node.r = 6 + 15 * Math.sqrt((strength.get(node.id) || 0) / most); });
    svg.textContent = "";
    const definitions = make(svg, "defs");
    data.relations.forEach((_, i) => {
      const head = make(definitions, "marker", { id: `head-${number}-${i}`, viewBox: "0 0 10 10", refX: 4, refY: 5, markerWidth: 9, markerHeight: 9, markerUnits: "userSpaceOnUse", orient: "auto" });
      make(head, "path", { d: "M0,0L10,5L0,10Z", fill: data.colours[i] });
    });
    const pairs = new Map();
    seen.forEach(tie => {
      const pair = [tie.source, tie.target].sort().join("\n");
      if (!pairs.has(pair)) pairs.set(pair, []);
      pairs.get(pair).push(tie);
    });
    const looked = find.value.trim();
    const near = new Set();
    if (looked) seen.forEach(tie => {
      if ([tie.source, tie.target].some(id => nodes.get(id).name.includes(looked))) { near.add(tie.source); near.add(tie.target); }
    });
    const lines = make(svg, "g");
    seen.forEach((tie, i) => {
      const same = pairs.get([tie.source, tie.target].sort().join("\n"));
      const group = make(lines, "g", { class: "tie", tabindex: 0, role: "button", "aria-label": `${label(tie)}，${data.relations[tie.relation]}，${tie.weight}` });
      const d = path(tie, same.indexOf(tie), same.length);
      const line = { d, class: "line", fill: "none", stroke: data.colours[tie.relation], "stroke-opacity": 0.6,
        "stroke-width": (1 + 6 * Math.sqrt(tie.weight / heaviest)).toFixed(2), "stroke-dasharray": DASHES[tie.relation % DASHES.length] };
      if (tie.directed) line["marker-end"] = `url(#head-${number}-${tie.relation})`;
      make(group, "path", line);
      make(group, "path", { d, fill: "none", stroke: "#000", "stroke-opacity": 0, "stroke-width": 14 });
      make(group, "title", {}, `${label(tie)} · ${data.relations[tie.relation]} · ${tie.weight}`);
      if (looked && ![tie.source, tie.target].some(id => nodes.get(id).name.includes(looked))) group.classList.add("dim");
      if (selected && selected.key === key(tie)) group.classList.add("on");
      group.addEventListener("click", () => showTie(tie));
      group.addEventListener("keydown", event => { if (event.key === "Enter" || event.key === " ") { event.preventDefault(); showTie(tie); } });
    });
    const points = make(svg, "g");
    [...nodes.values()].filter(node => strength.has(node.id)).forEach(node => {
      const [colour, letter] = data.kinds[node.kind];
      const group = make(points, "g", { class: "node", tabindex: 0, role: "button", "aria-label": node.name, transform: `translate(${node.x.toFixed(1)},${node.y.toFixed(1)})` });
      make(group, "path", { class: "shape", d: shape(letter, node.r), fill: colour, stroke: "#fff", "stroke-width": 1.5 });
      make(group, "text", { y: node.r + 16, "text-anchor": "middle", "font-size": 15, fill: "#222", stroke: "#fff", "stroke-width": 4, "paint-order": "stroke", "stroke-linejoin": "round", "font-family": "PingFang SC,Microsoft YaHei,Noto Sans CJK SC,Noto Sans SC,sans-serif" }, node.name);
      make(group, "title", {}, `${node.name} · ${node.kind} · ${strength.get(node.id)}`);
      if (looked && !near.has(node.id)) group.classList.add("dim");
      group.addEventListener("keydown", event => { if (event.key === "Enter" || event.key === " ") { event.preventDefault(); showNode(node); } });
      drag(group, node);
    });
    if (!seen.length) make(svg, "text", { x: WIDTH / 2, y: HEIGHT / 2, "text-anchor": "middle", fill: "#777", "font-size": 16 }, words.none);
    legend(strength);
  };

  const key = tie => [tie.source, tie.target, tie.relation, caseOf.value].join("\n");

  const legend = strength => {
    keys.textContent = "";
    make(keys, "span", {}, `n = ${strength.size} ${words.actors}，${seen.length} ${words.ties}，${seen.reduce((sum, tie) => sum + tie.weight, 0)} ${words.events}`);
    const kinds = new Set([...nodes.values()].filter(node => strength.has(node.id)).map(node => node.kind));
    Object.entries(data.kinds).filter(([kind]) => kinds.has(kind)).forEach(([kind, [colour, letter]]) => {
      const item = make(keys, "span");
      make(make(item, "svg", { viewBox: "-12 -8 24 16" }), "path", { d: shape(letter, 7), fill: colour });
      item.append(` ${kind}`);
    });
    [...new Set(seen.map(tie => tie.relation))].sort((a, b) => a - b).forEach(relation => {
      const item = make(keys, "span");
      make(make(item, "svg", { viewBox: "0 -8 24 16" }), "path", { d: "M0,0H24", stroke: data.colours[relation], "stroke-width": 2.5, "stroke-dasharray": DASHES[relation % DASHES.length] });
      item.append(` ${data.relations[relation]}`);
    });
  };

  const showList = () => {
    selected = null;
    side.textContent = "";
    make(side, "h5", {}, words.list);
    make(side, "p", { class: "from" }, words.hint);
    list(seen);
  };
  const list = ties => {
    const items = make(side, "ul");
    [...ties].sort((a, b) => b.weight - a.weight || label(a).localeCompare(label(b))).forEach(tie => {
      make(make(items, "li"), "button", { type: "button" }, `${label(tie)} · ${data.relations[tie.relation]} · ${tie.weight}`)
        .addEventListener("click", () => showTie(tie));
    });
  };
  const back = () => {
    make(side, "button", { type: "button" }, `← ${words.list}`).addEventListener("click", () => { showList(); draw(); });
  };
  const showTie = tie => {
    selected = { key: key(tie) };
    side.textContent = "";
    back();
    make(side, "h5", {}, `${label(tie)} · ${data.relations[tie.relation]} · ${tie.weight} ${words.events}`);
    tie.events.forEach(([text, marks, , note]) => {
      const [words_, source] = data.texts[text];
      const letters = Array.from(words_);  // spans count code points, not UTF-16 units
      const quote = make(side, "p");
      let shown = 0;
      marks.forEach(([from, to]) => {
        quote.append(letters.slice(shown, from).join(""));
        make(quote, "mark", {}, letters.slice(from, to).join(""));
        shown = to;
      });
      quote.append(letters.slice(shown).join(""));
      make(side, "p", { class: "from" }, note ? `${source} · ${note}` : source);
    });
    if (tie.left) make(side, "p", { class: "from" }, words.left.replace("{n}", tie.left));
    draw();
  };
  const showNode = node => {
    find.value = node.name;
    selected = null;
    draw();
    side.textContent = "";
    back();
    make(side, "h5", {}, `${node.name} · ${node.kind}`);
    list(seen.filter(tie => tie.source === node.id || tie.target === node.id));
  };

  // Moving and zooming. A press that moves less than a few pixels is a click.
  const scale = () => view[2] / svg.getBoundingClientRect().width;
  const drag = (group, node) => group.addEventListener("pointerdown", down => {
    down.stopPropagation();
    let moved = 0;
    const move = event => {
      moved += Math.abs(event.movementX) + Math.abs(event.movementY);
      if (moved < 4) return;
      node.x += event.movementX * scale();
      node.y += event.movementY * scale();
      draw();
    };
    const up = () => {
      window.removeEventListener("pointermove", move);
      if (moved < 4) showNode(node);
    };
    window.addEventListener("pointermove", move);
    window.addEventListener("pointerup", up, { once: true });
  });
  const look = () => svg.setAttribute("viewBox", view.join(" "));
  svg.addEventListener("pointerdown", () => {
    const move = event => { view[0] -= event.movementX * scale(); view[1] -= event.movementY * scale(); look(); };
    window.addEventListener("pointermove", move);
    window.addEventListener("pointerup", () => window.removeEventListener("pointermove", move), { once: true });
  });
  svg.addEventListener("wheel", event => {
    event.preventDefault();
    const box = svg.getBoundingClientRect(), by = event.deltaY > 0 ? 1.15 : 1 / 1.15;
    if (view[2] * by > WIDTH * 3 || view[2] * by < WIDTH / 12) return;
    const x = view[0] + (event.clientX - box.left) / box.width * view[2], y = view[1] + (event.clientY - box.top) / box.height * view[3];
    view = [x - (x - view[0]) * by, y - (y - view[1]) * by, view[2] * by, view[3] * by];
    look();
  }, { passive: false });

  const again = () => { draw(); if (!selected) showList(); };
  [caseOf, relationOf, since, until, undated].filter(Boolean).forEach(control => control.addEventListener("change", () => { selected = null; again(); }));
  least.addEventListener("input", again);
  find.addEventListener("input", again);
  reset.addEventListener("click", () => {
    view = [0, 0, WIDTH, HEIGHT];
    look();
    home.forEach(([x, y], id) => { nodes.get(id).x = x; nodes.get(id).y = y; });
    find.value = "";
    least.value = 1;
    if (since) { since.selectedIndex = 0; until.selectedIndex = dates.length - 1; undated.checked = true; }
    selected = null;
    again();
  });
  download.addEventListener("click", () => {
    const copy = svg.cloneNode(true);
    copy.setAttribute("xmlns", SVG);
    copy.setAttribute("width", WIDTH);
    copy.setAttribute("height", HEIGHT);
    const link = document.createElement("a");
    link.href = URL.createObjectURL(new Blob([new XMLSerializer().serializeToString(copy)], { type: "image/svg+xml" }));
    link.download = `network-${data.cases[Number(caseOf.value)]}.svg`;
    link.click();
    URL.revokeObjectURL(link.href);
  });
  draw();
  showList();
};

document.querySelectorAll("figure.explorer").forEach(start);
})();
