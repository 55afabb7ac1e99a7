// The live map: Leaflet over drawn ground, or over the tile layer of the settings.
// Without it, or when anything fails, the drawing of the server stays: its numbered pins are links.

import { ElementIcon, addPins, labelsFrom } from "./pins.js";
import { readPoints, shownAmong } from "./points.js";

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

async function readJson(address) {
  const response = await fetch(address);
  if (!response.ok) throw new Error(`${address}: ${response.status}`);
  return response.json();
}

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
function addGround(map, { neighbours, communes, towns }, { commune, pins }) {
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
      if (!map.getBounds().contains(town.slice(1))) continue;
      const name = TOWN_TOPS_PX.map((top) => townMarker(town, top)).find(hasRoom);
      if (!name) continue;
      name.addTo(layer);
      shown.push(map.latLngToLayerPoint(name.getLatLng()));
      taken.push(boxOf(map, name));
    }
  };
  map.on("moveend", show); // after the pins, drawn anew by a listener added before this one
  show();
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

/** What this page looks for, as an address carries it, with these changes. */
function searchOfThisPage(changes) {
  const search = new URLSearchParams(window.location.search);
  search.delete("page");
  for (const [name, value] of Object.entries(changes)) search.set(name, value);
  return search;
}

/** Once the map has moved, offer to look for places there; what is printed moves with it. */
function addSearchHere(bar, map, words) {
  const link = document.createElement("a");
  const print = document.getElementById("carte-imprimer");
  link.className = "button-secondary";
  link.textContent = words.searchHere;
  link.href = window.location.pathname;
  map.on("moveend", () => {
    const bounds = map.getBounds();
    const sides = [bounds.getSouth(), bounds.getWest(), bounds.getNorth(), bounds.getEast()];
    const zone = sides.map((side) => side.toFixed(4)).join(",");
    link.search = print.search = searchOfThisPage({ zone });
    bar.append(link);
  });
}

/** The cards of the list and their pins light up together. */
function inStep() {
  const cards = new Map();
  for (const card of document.querySelectorAll(".place-card[data-spot]")) {
    cards.set(Number(card.dataset.spot), card);
  }
  const pins = new Map(); // those of now: every zoom draws them anew
  const lightWith = (element, otherOf) => {
    for (const [event, isLit] of [
      ["mouseenter", true],
      ["mouseleave", false],
      ["focusin", true],
      ["focusout", false],
    ]) {
      element.addEventListener(event, () => {
        const other = otherOf();
        if (other) other.classList.toggle("is-lit", isLit);
      });
    }
  };
  for (const [id, card] of cards) lightWith(card, () => pins.get(id));
  return (pin, id) => {
    pins.set(id, pin);
    lightWith(pin, () => cards.get(id));
  };
}

/** The points found that no number stands for; none if the places changed since this page. */
function otherPoints(payload, numbered, { points, shown }) {
  if (payload.version !== new URL(points, window.location.href).searchParams.get("v")) return [];
  const listed = new Set(numbered.map(({ id }) => id));
  return shownAmong(readPoints(payload), shown).filter(({ id }) => !listed.has(id));
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
  try {
    const [payload, ground] = await Promise.all([
      readJson(words.points),
      words.tiles ? null : readJson(words.ground),
    ]);
    frame.replaceChildren(holder);
    frame.after(tools);
    const map = L.map(holder, {
      attributionControl: Boolean(words.tiles),
      maxZoom: words.tiles ? LAST_ZOOM_OF_TILES : LAST_ZOOM_OF_GROUND,
      minZoom: MIN_ZOOM,
      zoomControl: false,
      zoomSnap: words.tiles ? 1 : 0.25, // drawn ground is sharp at any scale, tiles are not
    });
    map.fitBounds(JSON.parse(words.bounds));
    addZoomButtons(tools, map, words);
    addSearchHere(tools, map, words);
    const numbered = JSON.parse(document.getElementById("carte-lieux").textContent);
    const pins = addPins(map, {
      numbered,
      points: otherPoints(payload, numbered, words),
      symbols: document.getElementById("carte-symboles").content,
      words,
      panel: panelTalk(panel),
      step: inStep(),
      labelsOf: labelsFrom(words.labels, `?${searchOfThisPage({ vue: "carte" })}`),
    });
    pins.show();
    map.on("moveend", pins.show);
    if (words.tiles) {
      const options = { attribution: words.tileAttribution, maxZoom: LAST_ZOOM_OF_TILES };
      L.tileLayer(words.tiles, options).addTo(map);
    } else {
      addGround(map, ground, { commune: words.commune, pins: pins.layer });
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
