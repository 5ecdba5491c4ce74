// Draws the map, point by point into the pixels, and lets hands and keys move about in it.
(() => {
  const by = (id) => document.getElementById(id);
  const told = JSON.parse(by("data").textContent);
  const packed = (text) => Uint8Array.from(atob(text), (char) => char.charCodeAt(0)).buffer;
  const [spots, scene] = [told.places, told.scene].map((text) => new Uint16Array(packed(text)));
  const [listeners, artist, mine, times] = [told.listeners, told.artist, told.own, told.plays].map(
    (text) => new Uint32Array(packed(text)),
  );
  const n = scene.length;
  const x = Float32Array.from({ length: n }, (_, at) => spots[2 * at] / 65535);
  const y = Float32Array.from({ length: n }, (_, at) => 1 - spots[2 * at + 1] / 65535);
  const plays = new Map([...mine].map((row, at) => [row, times[at]]));
  const marks = new Map(told.marks.map((mark) => [mark.row, mark]));
  const artistOf = (row) => told.artists[artist[row]];

  // -- a grid, so that only what is near is looked at -----------------------------------------
  const CELLS = 96;
  const cell = (value) => Math.min(CELLS - 1, Math.max(0, Math.floor(value * CELLS)));
  const first = new Uint32Array(CELLS * CELLS + 1);
  const inCells = new Uint32Array(n);
  for (let row = 0; row < n; row++) first[cell(y[row]) * CELLS + cell(x[row]) + 1]++;
  for (let at = 1; at < first.length; at++) first[at] += first[at - 1];
  const next = first.slice();
  for (let row = 0; row < n; row++) inCells[next[cell(y[row]) * CELLS + cell(x[row])]++] = row;
  const within = (left, top, right, bottom, look) => {
    for (let down = cell(top); down <= cell(bottom); down++) {
      const end = first[down * CELLS + cell(right) + 1];
      for (let at = first[down * CELLS + cell(left)]; at < end; at++) look(inCells[at]);
    }
  };

  // -- colours: what is theirs has its scene's, everything else a breath of it ------------------
  const canvas = by("map");
  const pen = canvas.getContext("2d", { alpha: false });
  const dark = matchMedia("(prefers-color-scheme: dark)");
  const still = matchMedia("(prefers-reduced-motion: reduce)");
  const hue = (number) => (255 + number * 137.5) % 360;
  let ground, text, quiet, faint, vivid;
  const pixel = document.createElement("canvas").getContext("2d", { willReadFrequently: true });
  const asPixel = (colour) => {
    pixel.fillStyle = colour;
    pixel.fillRect(0, 0, 1, 1);
    const [red, green, blue] = pixel.getImageData(0, 0, 1, 1).data;
    return ((255 << 24) | (blue << 16) | (green << 8) | red) >>> 0;
  };
  const recolour = () => {
    const style = getComputedStyle(document.documentElement);
    [ground, text, quiet] = ["ground", "text", "quiet"].map((name) => style.getPropertyValue(`--${name}`));
    const [dim, bright] = dark.matches ? ["0.47 0.055", "0.79 0.15"] : ["0.8 0.05", "0.57 0.19"];
    const tints = (kind) => Uint32Array.from(told.scenes, (_, at) => asPixel(`oklch(${kind} ${hue(at)})`));
    [faint, vivid] = [tints(dim), tints(bright)];
    for (const dot of document.querySelectorAll("[data-tint]"))
      dot.style.backgroundColor = `oklch(${bright} ${hue(dot.dataset.tint)})`;
  };

  // -- the view: which part of the map is seen --------------------------------------------------
  let wide = 1, high = 1, sharp = 1; // in CSS pixels, and device pixels in one of these
  let scale = 1, left = 0, top = 0; // of the map's side in pixels; where the window begins
  let whole = 1;
  const toX = (value) => (value - left) * scale;
  const toY = (value) => (value - top) * scale;
  const margin = () => Math.min(46, wide / 16);
  const limit = () => {
    scale = Math.min(Math.max(scale, whole), whole * 160);
    const slack = Math.min(wide, high) / 3 / scale;
    left = Math.min(Math.max(left, -wide / scale + slack), 1 - slack);
    top = Math.min(Math.max(top, -high / scale + slack), 1 - slack);
  };
  const ends = (values) => values.reduce(([low, most], value) => [Math.min(low, value), Math.max(most, value)], [1, 0]);
  const [[west, east], [north, south]] = [x, y].map(ends);
  const bounds = { left: west, right: east, top: north, bottom: south };
  const framed = (box, most = Infinity) => {
    const across = Math.max(box.right - box.left, 1e-6), down = Math.max(box.bottom - box.top, 1e-6);
    const to = Math.min((wide - 2 * margin()) / across, (high - 2 * margin()) / down, most);
    return { scale: to, left: (box.left + box.right - wide / to) / 2, top: (box.top + box.bottom - high / to) / 2 };
  };
  let flight = 0;
  const fly = (to) => {
    const from = { scale, left, top }, began = performance.now(), mine = ++flight;
    const centre = (view, size, at) => view[at] + size / view.scale / 2;
    const step = (now) => {
      if (mine !== flight) return;
      const part = still.matches ? 1 : Math.min(1, (now - began) / 420), eased = 1 - (1 - part) ** 3;
      scale = from.scale * (to.scale / from.scale) ** eased;
      left = centre(from, wide, "left") * (1 - eased) + centre(to, wide, "left") * eased - wide / scale / 2;
      top = centre(from, high, "top") * (1 - eased) + centre(to, high, "top") * eased - high / scale / 2;
      limit();
      draw();
      if (part < 1) requestAnimationFrame(step);
    };
    requestAnimationFrame(step);
  };
  const zoom = (by, atX = wide / 2, atY = high / 2) => {
    const spotX = left + atX / scale, spotY = top + atY / scale;
    flight++;
    scale *= by;
    limit();
    [left, top] = [spotX - atX / scale, spotY - atY / scale];
    limit();
    draw();
  };
  const pan = (across, down) => {
    flight++;
    left -= across / scale;
    top -= down / scale;
    limit();
    draw();
  };

  // -- points, blended into the pixels ----------------------------------------------------------
  let image, pixels;
  const PARTS = 4; // of a pixel, so that points glide
  const stamps = new Map();
  const stamp = (radius, soft) => {
    const size = Math.round(radius * 8) / 8, name = size + (soft ? 1000 : 0);
    if (stamps.has(name)) return stamps.get(name);
    const reach = Math.ceil(size) + 1, made = { reach, parts: [] };
    for (let part = 0; part < PARTS * PARTS; part++) {
      const dx = (part % PARTS) / PARTS, dy = Math.floor(part / PARTS) / PARTS, cells = [];
      for (let down = -reach; down <= reach; down++)
        for (let across = -reach; across <= reach; across++) {
          const away = Math.hypot(across - dx, down - dy);
          const cover = soft ? Math.max(0, 1 - away / size) ** 2 : Math.min(1, Math.max(0, size + 0.5 - away));
          if (cover > 0.02) cells.push(across, down, Math.round(cover * 256));
        }
      made.parts.push(Int16Array.from(cells));
    }
    stamps.set(name, made);
    return made;
  };
  const dab = (row, { reach, parts }, colour, strength) => {
    const atX = toX(x[row]) * sharp, atY = toY(y[row]) * sharp, width = canvas.width;
    const column = Math.floor(atX), line = Math.floor(atY);
    if (column < reach || line < reach || column >= width - reach || line >= canvas.height - reach) return;
    const cells = parts[Math.floor((atY - line) * PARTS) * PARTS + Math.floor((atX - column) * PARTS)];
    const redBlue = colour & 0xff00ff, green = colour & 0xff00, start = line * width + column;
    for (let at = 0; at < cells.length; at += 3) {
      const spot = start + cells[at + 1] * width + cells[at], cover = (cells[at + 2] * strength) >> 8; // whole, or red would run into blue
      const under = pixels[spot], rb = under & 0xff00ff, g = under & 0xff00;
      pixels[spot] = 0xff000000 | ((rb + (((redBlue - rb) * cover) >> 8)) & 0xff00ff) | ((g + (((green - g) * cover) >> 8)) & 0xff00);
    }
  };
  const seen = () => [left, top, left + wide / scale, top + high / scale];

  let lit = null; // what was searched for, as a set of rows
  let picked = null, hovered = null;
  const paintPoints = () => {
    pixels.fill(asPixel(ground));
    const room = Math.min(2.4, Math.max(0.9, 0.22 * Math.sqrt((wide * high) / n)));
    const radius = Math.min(8, room * (scale / whole) ** 0.35) * sharp;
    const sizes = [0.75, 1, 1.3].map((part) => stamp(radius * part));
    const sizeOf = (row) => sizes[listeners[row] > 20 ? 2 : listeners[row] > 3 ? 1 : 0];
    const rest = lit ? 70 : 215;
    within(...seen(), (row) => { if (!plays.has(row)) dab(row, sizeOf(row), faint[scene[row]], rest); });
    const halo = stamp(Math.min(22 * sharp, radius * (mine.length > 3000 ? 2 : 4)), true), own = stamp(radius * 1.2);
    if (!lit) for (const row of mine) dab(row, halo, vivid[scene[row]], 70);
    for (const row of mine) dab(row, plays.get(row) > 9 ? stamp(radius * 1.55) : own, vivid[scene[row]], lit ? 70 : 256);
    if (lit) {
      const found = stamp(Math.max(radius * 1.4, 3 * sharp));
      for (const row of lit) dab(row, found, vivid[scene[row]], 256);
    }
    pen.putImageData(image, 0, 0);
  };

  // -- names, as many as find room --------------------------------------------------------------
  let taken = [];
  const free = (box) => taken.every((one) => box[0] > one[2] || box[2] < one[0] || box[1] > one[3] || box[3] < one[1]);
  const write = (name, atX, atY, size, weight, colour, align = "center") => {
    pen.font = `${weight} ${size}px system-ui, -apple-system, "Segoe UI", Roboto, sans-serif`;
    const long = pen.measureText(name).width, from = align === "center" ? atX - long / 2 : align === "end" ? atX - long : atX;
    const box = [from - 3, atY - size * 0.72, from + long + 3, atY + size * 0.72];
    if (from < 4 || from + long > wide - 4 || atY < size || atY > high - size || !free(box)) return false;
    taken.push(box);
    pen.textAlign = "start";
    pen.textBaseline = "middle";
    [pen.lineWidth, pen.lineJoin, pen.strokeStyle, pen.fillStyle] = [4, "round", ground, colour];
    pen.strokeText(name, from, atY);
    pen.fillText(name, from, atY);
    return true;
  };
  const short = (name, most) => (name.length > most ? `${name.slice(0, most - 1).trimEnd()}…` : name);
  const circle = (row, radius) => {
    pen.beginPath();
    pen.arc(toX(x[row]), toY(y[row]), radius, 0, 7);
  };
  const beside = (row, name, size, weight, colour, away) => {
    const [atX, atY] = [toX(x[row]), toY(y[row])];
    return write(name, atX + away, atY, size, weight, colour, "start") || write(name, atX - away, atY, size, weight, colour, "end");
  };
  const share = (values, part) => values[Math.floor((values.length - 1) * part)];
  const sorted = (values) => Float32Array.from(values).sort();
  const extents = told.scenes.map((_, number) => {
    const inside = [...scene.keys()].filter((row) => scene[row] === number);
    const [across, down] = [x, y].map((values) => sorted(inside.map((row) => values[row])));
    return { left: share(across, 0.03), right: share(across, 0.97), top: share(down, 0.03), bottom: share(down, 0.97) };
  });
  const home = new Uint32Array(told.scenes.length); // how much of a scene is theirs: such are named first
  for (const row of mine) home[scene[row]]++;
  const named = [...told.scenes.keys()].sort((one, other) => home[other] - home[one] || one - other);
  const paintScenes = (narrow) => {
    for (const at of named) {
      const size = (at < told.scenes.length / 3 ? 15 : 13) - (narrow ? 2 : 0), box = extents[at];
      const [upper, lower, west, east] = [toY(box.top) - size, toY(box.bottom) + size, toX(box.left), toX(box.right)];
      const across = (west + east) / 2, down = (upper + lower) / 2;
      const around = [[across, upper], [across, lower], [west - 8, down, "end"], [east + 8, down, "start"]];
      const inside = [toX((told.scenes[at].x + 1) / 2), toY((1 - told.scenes[at].y) / 2)];
      const spots = lower - upper < 240 ? [...around, inside] : [inside, ...around];
      spots.some(([atX, atY, align]) => write(short(told.scenes[at].name, narrow ? 24 : 36), atX, atY, size, 650, text, align));
    }
  };
  const inside = ({ row }) => toX(x[row]) > -20 && toX(x[row]) < wide + 20 && toY(y[row]) > -20 && toY(y[row]) < high + 20;
  const paintNames = () => {
    taken = [];
    const close = scale / whole, narrow = wide < 600, pins = told.marks.filter(inside);
    const radii = new Map(pins.map(({ row }) => {
      const [atX, atY] = [toX(x[row]), toY(y[row])];
      const box = (radius) => [atX - radius, atY - radius, atX + radius, atY + radius];
      const radius = free(box(9)) ? 10 : 4; // where there is no room for its number, it is a dot
      taken.push(box(radius));
      return [row, radius];
    }));
    if (picked !== null) beside(picked, short(told.titles[picked], 40), 14, 650, text, 16);
    paintScenes(narrow);
    if (close > 1.6) for (const { row } of pins) if (row !== picked) beside(row, short(told.titles[row], 32), 13, 600, text, 15);
    const near = [];
    if (close > 3) within(...seen(), (row) => { if (near.length <= 1500 && !marks.has(row) && row !== picked) near.push(row); });
    if (near.length <= 1500) {
      near.sort((one, other) => (plays.get(other) ?? -1) - (plays.get(one) ?? -1) || listeners[other] - listeners[one]);
      for (const row of near.slice(0, 60)) beside(row, short(told.titles[row], 28), 12, 400, plays.has(row) ? text : quiet, 12);
    }
    for (const { row, position } of pins.sort((one, other) => radii.get(one.row) - radii.get(other.row))) {
      circle(row, radii.get(row));
      [pen.fillStyle, pen.strokeStyle, pen.lineWidth] = [text, ground, 2];
      pen.fill();
      pen.stroke();
      if (radii.get(row) < 10) continue;
      pen.font = "650 11px system-ui, sans-serif";
      [pen.textAlign, pen.textBaseline, pen.fillStyle] = ["center", "middle", ground];
      pen.fillText(position, toX(x[row]), toY(y[row]) + 0.5);
    }
    for (const row of [picked, hovered].filter((one) => one !== null)) {
      circle(row, (radii.get(row) ?? 7) + 3);
      [pen.strokeStyle, pen.lineWidth] = [text, 2];
      pen.stroke();
    }
  };

  let waiting = false;
  const draw = () => {
    if (waiting) return;
    waiting = true;
    requestAnimationFrame(() => {
      waiting = false;
      pen.setTransform(1, 0, 0, 1, 0, 0);
      paintPoints();
      pen.setTransform(sharp, 0, 0, sharp, 0, 0);
      paintNames();
      placeCard();
    });
  };

  // -- what is told of one track ----------------------------------------------------------------
  const card = by("card");
  const part = (tag, words, kind) => Object.assign(document.createElement(tag), { textContent: words, className: kind ?? "" });
  const count = (number, one, many) => `${number.toLocaleString("en")} ${number === 1 ? one : many}`;
  let shown = null;
  const placeCard = () => {
    const row = hovered ?? picked;
    if (row !== shown) {
      shown = row;
      card.hidden = row === null;
      if (row === null) return;
      const mark = marks.get(row), own = plays.get(row);
      const facts = [told.scenes[scene[row]].name, count(listeners[row], "listener", "listeners")];
      if (own !== undefined) facts.push(own ? `you played it ${count(own, "time", "times")}` : "you saved it");
      const name = part("p", "");
      name.append(part("strong", told.titles[row]), artistOf(row));
      card.replaceChildren(name, part("p", facts.join(" · "), "quiet"));
      if (mark) card.append(part("p", `${mark.position} of this week. ${mark.reason}`));
    }
    if (row === null) return;
    const atX = toX(x[row]), atY = toY(y[row]), across = card.offsetWidth, down = card.offsetHeight;
    const goesX = atX + 18 + across < wide ? atX + 18 : Math.max(4, atX - 18 - across);
    const goesY = Math.max(4, Math.min(high - down - 4, atY - down / 2));
    card.style.transform = `translate(${Math.round(goesX)}px, ${Math.round(goesY)}px)`;
  };
  const pick = (row, go) => {
    picked = row;
    hovered = null;
    if (go && row !== null) {
      const to = Math.max(scale, whole * 6);
      fly({ scale: to, left: x[row] - wide / to / 2, top: y[row] - high / to / 2 });
    }
    draw();
  };
  const nearest = (atX, atY, reach) => {
    const spotX = left + atX / scale, spotY = top + atY / scale, far = reach / scale;
    let best = null, least = far;
    within(spotX - far, spotY - far, spotX + far, spotY + far, (row) => {
      const away = Math.hypot(x[row] - spotX, y[row] - spotY) * (marks.has(row) ? 0.3 : plays.has(row) ? 0.7 : 1);
      if (away < least) [best, least] = [row, away];
    });
    return best;
  };

  // -- hands --------------------------------------------------------------------------------------
  const fingers = new Map();
  const place = (event) => [event.offsetX, event.offsetY];
  let moved = 0;
  canvas.addEventListener("pointerdown", (event) => {
    canvas.setPointerCapture(event.pointerId);
    fingers.set(event.pointerId, place(event));
    moved = 0;
  });
  canvas.addEventListener("pointermove", (event) => {
    const [atX, atY] = place(event), before = fingers.get(event.pointerId);
    if (!before) {
      const row = nearest(atX, atY, 16);
      canvas.classList.toggle("over", row !== null);
      if (row !== hovered) { hovered = row; draw(); }
      return;
    }
    fingers.set(event.pointerId, [atX, atY]);
    moved += Math.hypot(atX - before[0], atY - before[1]);
    if (fingers.size === 1) { pan(atX - before[0], atY - before[1]); return; }
    const [other] = [...fingers].filter(([id]) => id !== event.pointerId).map(([, at]) => at);
    const apart = (one) => Math.hypot(one[0] - other[0], one[1] - other[1]) || 1;
    zoom(apart([atX, atY]) / apart(before), (atX + other[0]) / 2, (atY + other[1]) / 2);
  });
  const lift = (event) => {
    if (fingers.delete(event.pointerId) && event.type === "pointerup" && moved < 6)
      pick(nearest(...place(event), event.pointerType === "touch" ? 26 : 16), false);
  };
  canvas.addEventListener("pointerup", lift);
  canvas.addEventListener("pointercancel", lift);
  canvas.addEventListener("pointerleave", () => { hovered = null; draw(); });
  canvas.addEventListener("dblclick", (event) => zoom(2, ...place(event)));
  canvas.addEventListener("wheel", (event) => {
    if (event.deltaY > 0 && scale <= whole * 1.001) return; // all is seen: the page goes on
    event.preventDefault();
    const lines = event.deltaMode === 1 ? 16 : 1;
    zoom(Math.exp(-event.deltaY * lines * (event.ctrlKey ? 0.01 : 0.0018)), ...place(event));
  }, { passive: false });
  const all = () => fly(framed(bounds));
  by("closer").addEventListener("click", () => zoom(1.7));
  by("further").addEventListener("click", () => zoom(1 / 1.7));
  by("whole").addEventListener("click", all);

  // -- keys ---------------------------------------------------------------------------------------
  const through = (by) => {
    if (!told.marks.length) return;
    const at = told.marks.findIndex(({ row }) => row === picked);
    const to = at < 0 ? (by > 0 ? 0 : told.marks.length - 1) : (at + by + told.marks.length) % told.marks.length;
    pick(told.marks[to].row, true);
  };
  const KEYS = {
    ArrowLeft: () => pan(70, 0), ArrowRight: () => pan(-70, 0), ArrowUp: () => pan(0, 70), ArrowDown: () => pan(0, -70),
    "+": () => zoom(1.5), "=": () => zoom(1.5), "-": () => zoom(1 / 1.5), 0: all,
    n: () => through(1), p: () => through(-1), Escape: () => { lit = null; pick(null); },
  };
  canvas.addEventListener("keydown", (event) => {
    const act = event.ctrlKey || event.metaKey || event.altKey ? null : KEYS[event.key] ?? KEYS[event.key.toLowerCase()];
    if (!act) return;
    event.preventDefault();
    act();
  });
  const toMap = () => canvas.scrollIntoView({ block: "center" });
  for (const button of document.querySelectorAll("[data-row]"))
    button.addEventListener("click", () => { toMap(); pick(Number(button.dataset.row), true); });
  for (const button of document.querySelectorAll("[data-scene]"))
    button.addEventListener("click", () => {
      toMap();
      pick(null);
      fly(framed(extents[button.dataset.scene], whole * 12));
    });

  // -- search -------------------------------------------------------------------------------------
  const search = by("search"), list = by("found");
  let names = null, results = [], active = 0;
  const folded = (name) => name.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();
  const offer = () => {
    list.hidden = !results.length;
    search.setAttribute("aria-expanded", String(!list.hidden));
    list.replaceChildren(...results.map((row, at) => {
      const item = part("li", told.titles[row]);
      Object.assign(item, { id: `found-${at}`, role: "option" });
      item.setAttribute("aria-selected", String(at === active));
      item.append(part("span", artistOf(row), "quiet"));
      item.addEventListener("pointerdown", (event) => { event.preventDefault(); take(at); });
      return item;
    }));
    if (list.hidden) search.removeAttribute("aria-activedescendant");
    else search.setAttribute("aria-activedescendant", `found-${active}`);
  };
  const take = (at) => {
    const row = results[at];
    results = [];
    offer();
    if (row !== undefined) { toMap(); pick(row, true); }
  };
  search.addEventListener("input", () => {
    names ??= told.titles.map((title, row) => folded(`${title} ${artistOf(row)}`));
    const words = folded(search.value).split(/\s+/).filter(Boolean);
    const found = words.length ? [...names.keys()].filter((row) => words.every((word) => names[row].includes(word))) : [];
    found.sort((one, other) => plays.has(other) - plays.has(one) || listeners[other] - listeners[one]);
    [lit, results, active] = [words.length ? found : null, found.slice(0, 7), 0];
    offer();
    draw();
  });
  search.addEventListener("keydown", (event) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step && results.length) {
      event.preventDefault();
      active = (active + step + results.length) % results.length;
      offer();
    } else if (event.key === "Escape") {
      [search.value, lit, results] = ["", null, []];
      offer();
      draw();
    }
  });
  search.addEventListener("blur", () => { results = []; offer(); });
  search.form.addEventListener("submit", (event) => { event.preventDefault(); take(active); });

  const resize = () => {
    const before = { middleX: left + wide / scale / 2, middleY: top + high / scale / 2, close: scale / whole };
    const box = canvas.getBoundingClientRect(), begun = image === undefined;
    [wide, high, sharp] = [Math.max(1, box.width), Math.max(1, box.height), Math.min(devicePixelRatio || 1, 2)];
    [canvas.width, canvas.height] = [Math.round(wide * sharp), Math.round(high * sharp)];
    image = pen.createImageData(canvas.width, canvas.height);
    pixels = new Uint32Array(image.data.buffer);
    const fit = framed(bounds);
    whole = fit.scale;
    if (begun) ({ scale, left, top } = fit);
    else {
      scale = whole * before.close;
      [left, top] = [before.middleX - wide / scale / 2, before.middleY - high / scale / 2];
    }
    limit();
    draw();
  };
  recolour();
  dark.addEventListener("change", () => { recolour(); draw(); });
  new ResizeObserver(resize).observe(canvas);
})();
