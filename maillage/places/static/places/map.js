// The live map: Leaflet over drawn ground, or over the tile layer of the settings.
// Without this file, or when anything fails, the server's drawing stays: its pins are links too.

const UNIT_M = 10; // one unit of a contour path, see the Contour model
const FIRST_ZOOM = 8; // shows a département
const TOWNS_AT_FIRST = 6;
const TOWNS_APART_PX = 80;
const NUMBERED_PX = 30;
const DOT_PX = 13;
const TARGET_PX = 24; // WCAG 2.2, 2.5.8: no smaller target…
const APART_PX = 40; // …and none hidden by another
const CLUSTER_PX = [
  [50, 52],
  [10, 44],
  [0, 36],
];

/** An icon that is a plain link or button: keyboard and screen reader know what to do with it. */
const ElementIcon = L.DivIcon.extend({
  createIcon(old) {
    const element = old ?? this.options.element;
    this._setIconStyles(element, "icon");
    return element;
  },
});

/** Read a contour, "M1 2l3 4 5 6zM…" in relative moves, as rings of latitudes and longitudes. */
function ringsOf(path) {
  return path
    .split("M")
    .slice(1)
    .map((ring) => {
      let x = 0;
      let y = 0;
      const numbers = ring.match(/-?\d+/g).map(Number);
      const points = [];
      for (let i = 0; i < numbers.length; i += 2) {
        x += numbers[i];
        y += numbers[i + 1];
        points.push(L.Projection.SphericalMercator.unproject(L.point(x * UNIT_M, -y * UNIT_M)));
      }
      return points;
    });
}

/** The communes over the neighbouring départements, then names of towns: more as one zooms in. */
async function addGround(map, { ground, commune }) {
  const response = await fetch(ground);
  if (!response.ok) throw new Error(`${ground}: ${response.status}`);
  const { neighbours, communes, towns } = await response.json();
  for (const path of neighbours) addLand(map, path, "map-neighbour");
  for (const path of Object.values(communes)) addLand(map, path, "map-land");
  if (communes[commune]) addLand(map, communes[commune], "map-commune");
  addTowns(map, towns);
}

function addLand(map, path, className) {
  const options = { className, interactive: false, smoothFactor: 0.5, fillOpacity: 1 };
  L.polygon(ringsOf(path), options).addTo(map);
}

function addTowns(map, towns) {
  map.createPane("towns").style.zIndex = 450; // over the land, under the pins
  const names = towns.map(([name, latitude, longitude]) => {
    const element = document.createElement("span");
    element.textContent = name;
    const icon = new ElementIcon({ className: "map-live-town", element, iconSize: null });
    const options = { pane: "towns", interactive: false, keyboard: false, icon };
    return L.marker([latitude, longitude], options);
  });
  const show = () => {
    const most = TOWNS_AT_FIRST * 2 ** Math.max(0, map.getZoom() - FIRST_ZOOM);
    const shown = [];
    for (const name of names) {
      const at = map.latLngToLayerPoint(name.getLatLng());
      const hasRoom = shown.every((other) => other.distanceTo(at) > TOWNS_APART_PX);
      if (shown.length < most && hasRoom) {
        shown.push(at);
        name.addTo(map);
      } else {
        name.remove();
      }
    }
  };
  map.on("zoomend", show);
  show();
}

/** Gather the pins that would touch one another at this zoom, in the order of the list. */
function gather(map, pins) {
  const groups = [];
  for (const pin of pins) {
    const at = map.latLngToLayerPoint([pin.latitude, pin.longitude]);
    const near = groups.find((group) => group.at.distanceTo(at) < APART_PX);
    if (near) near.pins.push(pin);
    else groups.push({ at, pins: [pin] });
  }
  return groups.map((group) => group.pins);
}

function pinElement(pin, symbols) {
  const link = document.createElement("a");
  const symbol = symbols.querySelector(`[data-kind="${pin.kind}"]`).cloneNode(true);
  const size = pin.rank ? NUMBERED_PX : DOT_PX;
  symbol.setAttribute("width", size);
  symbol.setAttribute("height", size);
  symbol.querySelector("text").textContent = pin.rank ?? "";
  link.href = pin.url;
  link.setAttribute("aria-label", pin.label);
  link.append(symbol);
  return link;
}

function clusterElement(map, pins, words) {
  const button = document.createElement("button");
  button.type = "button";
  button.textContent = pins.length;
  button.setAttribute("aria-label", words.cluster.replace("%s", pins.length));
  button.addEventListener("click", () => {
    const bounds = L.latLngBounds(pins.map((pin) => [pin.latitude, pin.longitude]));
    map.fitBounds(bounds.pad(0.2), { maxZoom: map.getZoom() + 3 });
  });
  return button;
}

function markerOf(map, pins, { symbols, words, tell }) {
  const [pin] = pins;
  const isAlone = pins.length === 1;
  const element = isAlone ? pinElement(pin, symbols) : clusterElement(map, pins, words);
  const size = isAlone
    ? Math.max(pin.rank ? NUMBERED_PX : DOT_PX, TARGET_PX)
    : CLUSTER_PX.find(([least]) => pins.length >= least)[1];
  const className = isAlone ? "map-pin" : "map-cluster";
  const icon = new ElementIcon({ className, element, iconSize: [size, size] });
  const marker = L.marker([pin.latitude, pin.longitude], { icon, keyboard: false });
  const say = () => tell(element.getAttribute("aria-label"));
  element.addEventListener("mouseenter", say);
  element.addEventListener("focus", () => {
    say();
    if (!map.getBounds().contains(marker.getLatLng())) map.panTo(marker.getLatLng());
  });
  return marker;
}

/** Show the pins, gathered anew at each zoom; the place that has the focus is told in the panel. */
function addPins(map, pins, context) {
  const layer = L.layerGroup().addTo(map);
  const show = () => {
    layer.clearLayers();
    for (const group of gather(map, pins)) markerOf(map, group, context).addTo(layer);
  };
  map.on("zoomend", show);
  show();
}

/** Zooming by buttons beside the map: over it, they would hide pins. */
function zoomButtons(map, words) {
  const bar = document.createElement("p");
  bar.className = "map-tools";
  for (const [label, zoom] of [
    [words.zoomIn, () => map.zoomIn()],
    [words.zoomOut, () => map.zoomOut()],
  ]) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "button-secondary";
    button.textContent = label;
    button.addEventListener("click", zoom);
    bar.append(button);
  }
  return bar;
}

async function start(frame) {
  const drawing = frame.firstElementChild;
  const words = frame.dataset;
  const holder = document.createElement("div");
  const panel = document.getElementById("carte-lieu");
  holder.className = "map-live";
  holder.setAttribute("role", "region");
  holder.setAttribute("aria-label", words.name);
  frame.replaceChildren(holder);
  try {
    const map = L.map(holder, {
      attributionControl: Boolean(words.tiles),
      zoomControl: false,
      zoomSnap: words.tiles ? 1 : 0.25, // drawn ground is sharp at any scale, tiles are not
    });
    map.fitBounds(JSON.parse(words.bounds));
    frame.after(zoomButtons(map, words));
    addPins(map, JSON.parse(document.getElementById("carte-lieux").textContent), {
      symbols: document.getElementById("carte-symboles").content,
      words,
      tell: (text) => {
        panel.textContent = text;
      },
    });
    if (words.tiles) {
      L.tileLayer(words.tiles, { attribution: words.tileAttribution, maxZoom: 19 }).addTo(map);
    } else {
      await addGround(map, words);
    }
  } catch (error) {
    console.warn(error);
    frame.replaceChildren(drawing);
  }
}

const frame = document.getElementById("carte");
if (frame && frame.dataset.bounds && window.L) start(frame);
