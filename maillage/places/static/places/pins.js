// The pins of the live map: those of the list, numbered and always there; all others gathered,
// and drawn where one looks only. A pin is a link, a group a button.

import { layOut } from "./points.js";

const NUMBERED_PX = 30;
const DOT_PX = 13;
const SAME_POSITION_M = 5;
const MOST_LABELS = 60; // asked at once, see places.views.map_data.labels
const VIEW_MARGIN = 0.25; // drawn beyond what is seen, so that a short move shows no gap

/** An icon that is a plain link or button: keyboard and screen reader know what to do with it. */
export const ElementIcon = L.DivIcon.extend({
  createIcon(old) {
    const element = old ?? this.options.element;
    this._setIconStyles(element, "icon");
    return element;
  },
});

/** What links to points say, asked once for each; they carry the search, for the way back. */
export function labelsFrom(address, search) {
  const known = new Map();
  const ask = async (ids) => {
    const response = await fetch(`${address}?spots=${ids.join(",")}`);
    if (!response.ok) throw new Error(`${address}: ${response.status}`);
    for (const one of await response.json()) known.set(one.id, { ...one, url: one.url + search });
  };
  return async (points) => {
    const unknown = points.map(({ id }) => id).filter((id) => !known.has(id));
    for (let first = 0; first < unknown.length; first += MOST_LABELS) {
      await ask(unknown.slice(first, first + MOST_LABELS));
    }
    return points.map(({ id }) => known.get(id)).filter(Boolean);
  };
}

function positionOf({ latitude, longitude }) {
  return [latitude, longitude];
}

function symbolOf({ kind, rank }, symbols) {
  const symbol = symbols.querySelector(`[data-kind="${kind}"]`).cloneNode(true);
  const size = rank ? NUMBERED_PX : DOT_PX;
  symbol.setAttribute("width", size);
  symbol.setAttribute("height", size);
  symbol.setAttribute("aria-hidden", "true");
  symbol.querySelector("text").textContent = rank ?? "";
  return symbol;
}

function lead(link, { label, url }) {
  link.href = url;
  link.setAttribute("aria-label", label);
}

/** Tell whether zooming would leave these places together. */
function isInseparable(map, [first, ...others]) {
  return (
    map.getZoom() >= map.getMaxZoom() ||
    others.every((point) => map.distance(positionOf(first), positionOf(point)) < SAME_POSITION_M)
  );
}

/** Draw pins and groups; `show` draws them anew after a move, and gives the layer drawn. */
export function addPins(map, { numbered, points, symbols, words, panel, step, labelsOf }) {
  const layer = L.layerGroup().addTo(map);
  const drawn = new Map(); // group: its marker
  let groups = [];
  let zoom;
  let labelled; // once the pins drawn are links

  const add = ({ x, y, radius }, element, className, options) => {
    const icon = new ElementIcon({ className, element, iconSize: [radius * 2, radius * 2] });
    const marker = L.marker(map.unproject([x, y]), { icon, keyboard: false, ...options });
    const said = () => element.getAttribute("aria-label") ?? "";
    element.addEventListener("mouseenter", () => panel.hint(said()));
    element.addEventListener("focus", () => {
      panel.tell(said());
      if (!map.getBounds().contains(marker.getLatLng())) map.panTo(marker.getLatLng());
    });
    return marker.addTo(layer);
  };

  const addNumber = (placed) => {
    const link = document.createElement("a");
    link.append(symbolOf(placed.pin, symbols));
    lead(link, placed.pin);
    step(link, placed.pin.id);
    add(placed, link, "map-pin", { zIndexOffset: 10_000 });
  };

  const addPoint = (group) => {
    const link = document.createElement("a"); // one, once its label and address are known
    link.append(symbolOf(group.points[0], symbols));
    const className = group.points[0].isApproximate ? "map-pin is-approximate" : "map-pin";
    return add(group, link, className);
  };

  const addGroup = (group) => {
    const isHere = isInseparable(map, group.points);
    const button = document.createElement("button");
    const label = isHere ? words.clusterHere : words.cluster;
    button.type = "button";
    button.textContent = group.points.length;
    button.setAttribute("aria-label", label.replace("%s", group.points.length));
    button.addEventListener("click", async () => {
      if (isHere) panel.list(await labelsOf(group.points));
      else enlarge(group.points);
    });
    return add(group, button, "map-cluster");
  };

  const enlarge = (gathered) => {
    const bounds = L.latLngBounds(gathered.map(positionOf));
    const fitting = Math.min(map.getBoundsZoom(bounds.pad(0.2)), map.getZoom() + 3);
    // The button that had the focus goes away.
    map.once("moveend", async () => {
      await labelled;
      const group = groups.find((other) => other.points.includes(gathered[0]));
      if (drawn.has(group)) drawn.get(group).getElement().focus();
    });
    map.setView(bounds.getCenter(), Math.max(fitting, map.getZoom() + 1)); // however small the map
  };

  const labelDrawn = async () => {
    const alone = [...drawn].filter(
      ([group, marker]) => group.points.length === 1 && !marker.getElement().href,
    );
    const told = await labelsOf(alone.map(([group]) => group.points[0]));
    told.forEach((one) => {
      const [, marker] = alone.find(([group]) => group.points[0].id === one.id);
      if (marker.getElement()) lead(marker.getElement(), one);
    });
  };

  const show = () => {
    if (map.getZoom() !== zoom) {
      zoom = map.getZoom();
      layer.clearLayers();
      drawn.clear();
      panel.tell(""); // a group that is no longer drawn has nothing to say
      const laid = layOut(numbered, points, zoom);
      laid.numbers.forEach(addNumber);
      groups = laid.groups;
    }
    const { min, max } = map.getPixelBounds();
    const margin = max.subtract(min).multiplyBy(VIEW_MARGIN);
    const view = L.bounds(min.subtract(margin), max.add(margin));
    for (const group of groups) {
      const marker = drawn.get(group);
      const isSeen = view.contains([group.x, group.y]);
      if (isSeen && !marker) {
        drawn.set(group, group.points.length === 1 ? addPoint(group) : addGroup(group));
      } else if (!isSeen && marker && marker.getElement() !== document.activeElement) {
        layer.removeLayer(marker);
        drawn.delete(group);
      }
    }
    labelled = labelDrawn().catch(console.warn); // unlabelled, they still show where places are
    return layer;
  };
  return { layer, show };
}
