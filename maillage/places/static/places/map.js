// The live map: Leaflet over drawn ground, or over the tile layer of the settings.
// Without it, or when anything fails, the drawing of the server stays: its numbered pins are links.

const UNIT_M = 10; // one unit of a contour path, see the Contour model
const FIRST_ZOOM = 8; // shows a département
const LAST_ZOOM_OF_TILES = 19; // public tiles go no further
const LAST_ZOOM_OF_GROUND = 15; // closer, the drawn ground is an empty field
const MIN_ZOOM = 5; // the country
const TOWNS_AT_FIRST = 6;
const TOWNS_APART_PX = 80;
const TOWN_LETTER_PX = 7; // on average
const TOWN_HEIGHT_PX = 20;
// From a town to the top of its name: under or over the largest cluster, or on the town itself.
const TOWN_TOPS_PX = [26, -46, -10];
const NUMBERED_PX = 30;
const DOT_PX = 13;
const TARGET_PX = 24; // WCAG 2.2, 2.5.8: no smaller target…
const APART_PX = 40; // …and none hidden by another
const SAME_POSITION_M = 5;
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

/** The ground that a marker covers at this zoom, in pixels of the map. */
function boxOf(map, marker) {
  const { iconSize, iconAnchor } = marker.options.icon.options;
  const size = L.point(iconSize);
  const at = map.latLngToLayerPoint(marker.getLatLng());
  const corner = at.subtract(iconAnchor ?? size.divideBy(2));
  return L.bounds(corner, corner.add(size));
}

/** The communes over the neighbouring départements, then names of towns: more as one zooms in. */
async function addGround(map, { ground, commune }, pins) {
  const response = await fetch(ground);
  if (!response.ok) throw new Error(`${ground}: ${response.status}`);
  const { neighbours, communes, towns } = await response.json();
  for (const path of neighbours) addLand(map, path, "map-neighbour");
  for (const path of Object.values(communes)) addLand(map, path, "map-land");
  if (communes[commune]) addLand(map, communes[commune], "map-commune");
  addTowns(map, towns, pins);
}

function addLand(map, path, className) {
  const options = { className, interactive: false, smoothFactor: 0.5, fillOpacity: 1 };
  L.polygon(ringsOf(path), options).addTo(map);
}

function townMarker([name, latitude, longitude], top) {
  const element = document.createElement("span");
  element.textContent = name;
  const width = name.length * TOWN_LETTER_PX;
  const icon = new ElementIcon({
    className: "map-live-town",
    element,
    iconSize: [width, TOWN_HEIGHT_PX],
    iconAnchor: [width / 2, -top],
  });
  const options = { pane: "towns", interactive: false, keyboard: false, icon };
  return L.marker([latitude, longitude], options);
}

/** Show the first names of towns that find room among the pins and the names before them. */
function addTowns(map, towns, pins) {
  map.createPane("towns").style.zIndex = 450; // over the land, under the pins
  const layer = L.layerGroup().addTo(map);
  const show = () => {
    const most = TOWNS_AT_FIRST * 2 ** Math.max(0, map.getZoom() - FIRST_ZOOM);
    const taken = pins.getLayers().map((marker) => boxOf(map, marker));
    const shown = [];
    const hasRoom = (marker) => {
      const at = map.latLngToLayerPoint(marker.getLatLng());
      const box = boxOf(map, marker);
      return (
        shown.every((other) => other.distanceTo(at) > TOWNS_APART_PX) &&
        !taken.some((other) => other.overlaps(box))
      );
    };
    layer.clearLayers();
    for (const town of towns) {
      if (shown.length >= most) break;
      const name = TOWN_TOPS_PX.map((top) => townMarker(town, top)).find(hasRoom);
      if (!name) continue;
      name.addTo(layer);
      shown.push(map.latLngToLayerPoint(name.getLatLng()));
      taken.push(boxOf(map, name));
    }
  };
  map.on("zoomend", show); // after the pins, drawn anew by a listener added before this one
  show();
}

/** Gather the pins that would touch one another at this zoom, in the order of the list. */
function gather(map, pins) {
  const groups = [];
  for (const pin of pins) {
    const at = map.latLngToLayerPoint(positionOf(pin));
    const near = groups.find((group) => group.at.distanceTo(at) < APART_PX);
    if (near) near.pins.push(pin);
    else groups.push({ at, pins: [pin] });
  }
  return groups.map((group) => group.pins);
}

function positionOf(pin) {
  return [pin.latitude, pin.longitude];
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

/** Tell whether zooming would leave these pins together. */
function isInseparable(map, [first, ...others]) {
  return (
    map.getZoom() >= map.getMaxZoom() ||
    others.every((pin) => map.distance(positionOf(first), positionOf(pin)) < SAME_POSITION_M)
  );
}

function clusterElement(map, pins, { words, list, enlarge }) {
  const isHere = isInseparable(map, pins);
  const button = document.createElement("button");
  button.type = "button";
  button.textContent = pins.length;
  const label = isHere ? words.clusterHere : words.cluster;
  button.setAttribute("aria-label", label.replace("%s", pins.length));
  button.addEventListener("click", () => (isHere ? list(pins) : enlarge(pins)));
  return button;
}

function markerOf(map, pins, context) {
  const [pin] = pins;
  const isAlone = pins.length === 1;
  const element = isAlone ? pinElement(pin, context.symbols) : clusterElement(map, pins, context);
  const size = isAlone
    ? Math.max(pin.rank ? NUMBERED_PX : DOT_PX, TARGET_PX)
    : CLUSTER_PX.find(([least]) => pins.length >= least)[1];
  const className = isAlone ? "map-pin" : "map-cluster";
  const icon = new ElementIcon({ className, element, iconSize: [size, size] });
  const marker = L.marker(positionOf(pin), { icon, keyboard: false });
  const label = element.getAttribute("aria-label");
  element.addEventListener("mouseenter", () => context.hint(label));
  element.addEventListener("focus", () => {
    context.tell(label);
    if (!map.getBounds().contains(marker.getLatLng())) map.panTo(marker.getLatLng());
  });
  return marker;
}

/** Show the pins, gathered anew at each zoom; return the layer of what is drawn. */
function addPins(map, pins, context) {
  const layer = L.layerGroup().addTo(map);
  let elements; // of each pin: its own, or the one of its cluster
  const enlarge = (group) => {
    const bounds = L.latLngBounds(group.map(positionOf));
    const zoom = map.getZoom();
    const fitting = Math.min(map.getBoundsZoom(bounds.pad(0.2)), zoom + 3);
    // The button that had the focus goes away.
    map.once("zoomend", () => elements.get(group[0]).focus());
    map.setView(bounds.getCenter(), Math.max(fitting, zoom + 1)); // however small the map
  };
  const show = () => {
    layer.clearLayers();
    context.tell(""); // a group that is no longer drawn has nothing to say
    elements = new Map();
    for (const group of gather(map, pins)) {
      const marker = markerOf(map, group, { ...context, enlarge }).addTo(layer);
      for (const pin of group) elements.set(pin, marker.getElement());
    }
  };
  map.on("zoomend", show);
  show();
  return layer;
}

/** What the panel under the map says: one marker, or the places that no zoom can separate. */
function panelTalk(panel) {
  const tell = (text) => {
    panel.textContent = text;
  };
  return {
    tell,
    hint: (text) => {
      // The pointer crosses other pins on its way to a list: they leave it in place.
      if (!panel.querySelector("a")) tell(text);
    },
    list: (pins) => {
      const items = document.createElement("ul");
      for (const pin of pins) {
        const link = document.createElement("a");
        link.href = pin.url;
        link.textContent = pin.label;
        items.appendChild(document.createElement("li")).append(link);
      }
      panel.replaceChildren(items);
      panel.querySelector("a").focus();
    },
  };
}

/** Zooming by buttons beside the map: over it, they would hide pins. */
function addZoomButtons(bar, map, words) {
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
}

async function start(frame) {
  const drawing = frame.firstElementChild;
  const words = frame.dataset;
  const holder = document.createElement("div");
  const tools = document.createElement("p");
  const panel = document.getElementById("carte-lieu");
  holder.className = "map-live";
  holder.setAttribute("role", "region");
  holder.setAttribute("aria-label", words.name);
  frame.replaceChildren(holder);
  frame.after(tools);
  try {
    const map = L.map(holder, {
      attributionControl: Boolean(words.tiles),
      maxZoom: words.tiles ? LAST_ZOOM_OF_TILES : LAST_ZOOM_OF_GROUND,
      minZoom: MIN_ZOOM,
      zoomControl: false,
      zoomSnap: words.tiles ? 1 : 0.25, // drawn ground is sharp at any scale, tiles are not
    });
    map.fitBounds(JSON.parse(words.bounds));
    addZoomButtons(tools, map, words);
    const places = JSON.parse(document.getElementById("carte-lieux").textContent);
    const symbols = document.getElementById("carte-symboles").content;
    const pins = addPins(map, places, { symbols, words, ...panelTalk(panel) });
    if (words.tiles) {
      const options = { attribution: words.tileAttribution, maxZoom: LAST_ZOOM_OF_TILES };
      L.tileLayer(words.tiles, options).addTo(map);
    } else {
      await addGround(map, words, pins);
    }
  } catch (error) {
    console.warn(error);
    frame.replaceChildren(drawing);
    tools.remove();
    panel.replaceChildren();
  }
}

const frame = document.getElementById("carte");
if (frame && frame.dataset.bounds && window.L) start(frame);
