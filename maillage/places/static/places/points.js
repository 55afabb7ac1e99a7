// Every place of the territory as a point, and how points gather at a zoom. No map in here.
// Positions are those of Web Mercator in a square of side 1, which a zoom multiplies.

const TILE_PX = 256; // side of the whole world at zoom 0
const DEGREE = 1e-5; // of the payload
const APART_PX = 40; // two markers whose centres are nearer would hide one another
const FAR_PX = 110; // no further may a group be from one of its points
const ASIDE_STEP_PX = 14;
const ASIDE_RINGS = 12;
const DIRECTIONS = 8;
const NUMBERED_RADIUS_PX = 15;
const RADIUS_PX = [
  [1000, 30],
  [50, 26],
  [10, 22],
  [2, 18],
  [0, 12], // WCAG 2.2, 2.5.8: no smaller target
];
const KINDS = { w: "wifi", o: "equipped", a: "mediators", u: "unknown" };

function worldPx(zoom) {
  return TILE_PX * 2 ** zoom;
}

function onSquare(latitude, longitude) {
  const sine = Math.sin((latitude * Math.PI) / 180);
  return {
    x: longitude / 360 + 0.5,
    y: 0.5 - Math.log((1 + sine) / (1 - sine)) / (4 * Math.PI),
  };
}

/** Read the columns of the payload, see places.queries.map.payload_of. */
export function readPoints({ ids, lat, lon, kind }) {
  let [id, latitude, longitude] = [0, 0, 0];
  return ids.map((step, index) => {
    id += step;
    latitude += lat[index];
    longitude += lon[index];
    const letter = kind[index];
    return {
      id,
      latitude: latitude * DEGREE,
      longitude: longitude * DEGREE,
      kind: KINDS[letter.toLowerCase()],
      isApproximate: letter !== letter.toLowerCase(),
      ...onSquare(latitude * DEGREE, longitude * DEGREE),
    };
  });
}

/** Keep the points whose bit is set, see places.queries.map.shown_bits; "" keeps them all. */
export function shownAmong(points, bits) {
  if (!bits) return points;
  const bytes = atob(bits);
  return points.filter((_, index) => (bytes.charCodeAt(index >> 3) >> (index & 7)) & 1);
}

/** Things on a plane, found again by where they are. */
class Grid {
  constructor() {
    this.cells = new Map(); // of side FAR_PX: what is near lies in the same or in the next
  }

  add(thing) {
    const key = keyOf(...cellOf(thing));
    if (this.cells.has(key)) this.cells.get(key).push(thing);
    else this.cells.set(key, [thing]);
  }

  /** The nearest of those whose distance is less than `reach` gives for them. */
  nearest(at, reach) {
    const [column, row] = cellOf(at);
    let [best, least] = [null, Infinity];
    for (let index = 0; index < 9; index += 1) {
      const key = keyOf(column + (index % 3) - 1, row + Math.floor(index / 3) - 1);
      for (const thing of this.cells.get(key) ?? []) {
        const far = distance(thing, at);
        if (far < least && far < reach(thing)) [best, least] = [thing, far];
      }
    }
    return best;
  }
}

function cellOf({ x, y }) {
  return [Math.floor(x / FAR_PX), Math.floor(y / FAR_PX)];
}

function keyOf(column, row) {
  return column * 2 ** 26 + row; // more rows than the closest zoom has
}

function distance(one, other) {
  return Math.hypot(one.x - other.x, one.y - other.y);
}

function radiusOf(points) {
  return RADIUS_PX.find(([least]) => points.length >= least)[1];
}

/** Gather the points that would touch one another at this zoom, each with the first it is near. */
function gather(points, zoom) {
  const world = worldPx(zoom);
  const firsts = new Grid();
  const groups = [];
  for (const point of points) {
    const at = { x: point.x * world, y: point.y * world };
    const near = firsts.nearest(at, () => APART_PX);
    if (near) {
      near.points.push(point);
      near.sum.x += at.x;
      near.sum.y += at.y;
    } else {
      const group = { ...at, points: [point], sum: { ...at } };
      firsts.add(group);
      groups.push(group);
    }
  }
  return groups.map(({ points: gathered, sum }) => ({
    points: gathered,
    x: sum.x / gathered.length,
    y: sum.y / gathered.length,
    radius: radiusOf(gathered),
  }));
}

/** The nearest free room for a disc: where it is, unless something is in the way. */
function roomFor(disc, isFree) {
  for (let ring = 0; ring <= ASIDE_RINGS; ring += 1) {
    for (let side = 0; side < (ring ? DIRECTIONS : 1); side += 1) {
      const turn = (2 * Math.PI * side) / DIRECTIONS;
      const room = {
        ...disc,
        x: disc.x + ring * ASIDE_STEP_PX * Math.cos(turn),
        y: disc.y + ring * ASIDE_STEP_PX * Math.sin(turn),
      };
      if (isFree(room)) return room;
    }
  }
  return disc;
}

/**
 * Place the numbered pins, beside one another where they would meet, then the groups of all other
 * points: those that a larger group or a number would hide join the nearest group.
 */
export function layOut(numbered, points, zoom) {
  const world = worldPx(zoom);
  const taken = new Grid();
  const isFree = (disc) => !taken.nearest(disc, (other) => other.radius + disc.radius);
  const numbers = numbered.map((pin) => {
    const { x, y } = onSquare(pin.latitude, pin.longitude);
    const disc = { x: x * world, y: y * world, radius: NUMBERED_RADIUS_PX, pin };
    const placed = roomFor(disc, isFree);
    taken.add(placed);
    return placed;
  });
  const kept = new Grid();
  const groups = [];
  const keep = (group) => {
    for (const grid of [kept, taken]) grid.add(group);
    groups.push(group);
  };
  const join = (group, other) => {
    other.points.push(...group.points);
    other.radius = radiusOf(other.points);
  };
  const hidden = [];
  for (const group of gather(points, zoom).sort((a, b) => b.points.length - a.points.length)) {
    const larger = kept.nearest(group, (other) => other.radius + group.radius);
    if (larger) join(group, larger);
    else if (isFree(group)) keep(group);
    else hidden.push(group);
  }
  for (const group of hidden) {
    const near = kept.nearest(group, () => FAR_PX);
    if (near && near.points.length > 1) join(group, near);
    else keep(roomFor(group, isFree));
  }
  return { numbers, groups };
}
