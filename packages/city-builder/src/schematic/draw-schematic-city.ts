import type { ServiceArea } from "@atlas/core/service-area";
import type { OsmData, Tags } from "../osm/osm-data.ts";
import { Drawing } from "./drawing.ts";
import { localStreets } from "./local-streets.ts";
import { offset, type Point, smooth, toPlane } from "./plane.ts";
import type { At, SchematicFacts } from "./schematic-facts.ts";
import { type MeshLine, meshLines } from "./street-mesh.ts";

/** Half the gap between the two carriageways of a toll road. */
const CARRIAGEWAY_M = 28;
/** Toll roads stand beside the arterials that they follow. */
const BESIDE_M = 130;
const CURVE_STEPS = 4;

const GROUND_TAGS: Readonly<Record<SchematicFacts["ground"]["grounds"][number]["kind"], Tags>> = {
  park: { leisure: "park" },
  forest: { landuse: "forest" },
  golf_course: { leisure: "golf_course" },
  cemetery: { landuse: "cemetery" },
  industrial: { landuse: "industrial" },
  aerodrome: { aeroway: "aerodrome" },
  lake: { natural: "water", water: "lake" },
};

const LANDMARK_TAGS: Readonly<Record<SchematicFacts["landmarks"][number]["type"], Tags>> = {
  landmark: { tourism: "attraction" },
  station: { railway: "station" },
  mall: { shop: "mall" },
  hospital: { amenity: "hospital" },
  park: { leisure: "park" },
  airport: { aeroway: "aerodrome" },
};

/** Draws a whole city from the facts, in the shape of an extract, so that it goes through the same build as a real one. */
export function drawSchematicCity(facts: SchematicFacts): OsmData {
  const drawing = new Drawing();
  const junctions = new Map(Object.entries(facts.roads.junctions).map(([name, at]) => [name, toPlane(at)]));
  const arterials = facts.roads.roads.map((road): MeshLine => ({
    points: smooth(placesOf(road.via, junctions), CURVE_STEPS),
    tags: { highway: road.class, name: road.name },
  }));
  const rivers = facts.ground.rivers.map(({ name, class: kind, line }) => ({ name, kind, points: curve(line) }));
  const rails = facts.ground.rails.map(({ name, line }) => ({ name, points: curve(line) }));
  const streets = localStreets(facts, {
    arterials: arterials.map(({ points }) => points),
    barriers: [...rivers, ...rails].map(({ points }) => points),
    outline: outlineOf(facts).map(toPlane),
    closed: facts.ground.grounds.map(({ ring }) => ring.map(toPlane)),
  });

  const nodeAt = new Map<Point, number>();
  const nodeFor = (point: Point): number => {
    const node = nodeAt.get(point) ?? drawing.node(point);
    nodeAt.set(point, node);
    return node;
  };
  for (const { points, tags } of meshLines([...arterials, ...streets])) drawing.way(points.map(nodeFor), tags);
  drawTolls(drawing, facts, { junctions, nodeFor });
  for (const { name, kind, points } of rivers) drawing.line(points, { waterway: kind, name });
  for (const { name, points } of rails)
    drawing.line(points, { railway: name.startsWith("MRT") ? "subway" : "rail", name });
  drawGround(drawing, facts);
  drawPlaces(drawing, facts);
  return drawing.toOsmData();
}

/** Where rides may start and end: the city between its border and the coast. */
export function schematicServiceArea(facts: SchematicFacts): ServiceArea {
  const ring = outlineOf(facts).map(([lat, lng]): [number, number] => [lng, lat]);
  const first = ring[0];
  return { type: "Polygon", coordinates: [first === undefined ? [] : [...ring, first]] };
}

function outlineOf({ ground }: SchematicFacts): At[] {
  return [...ground.outline, ...ground.coast.toReversed().slice(1, -1)];
}

function curve(line: readonly At[]): Point[] {
  return smooth(line.map(toPlane), CURVE_STEPS);
}

function placesOf(names: readonly string[], junctions: ReadonlyMap<string, Point>): Point[] {
  return names.map((name) => {
    const point = junctions.get(name);
    if (point === undefined) throw new Error(`roads.json names a junction "${name}" that it does not place`);
    return point;
  });
}

interface TollRules {
  readonly junctions: ReadonlyMap<string, Point>;
  readonly nodeFor: (point: Point) => number;
}

/** Two elevated carriageways beside the arterial, with a ramp on and off each at the named junctions. */
function drawTolls(drawing: Drawing, { roads }: SchematicFacts, { junctions, nodeFor }: TollRules): void {
  for (const { name, via, ramps } of roads.tolls) {
    const middle = offset(smooth(placesOf(via, junctions), CURVE_STEPS), BESIDE_M);
    for (const side of [1, -1]) {
      const points = offset(middle, side * -CARRIAGEWAY_M);
      const nodeIds = points.map((point) => drawing.node(point));
      drawing.way(side === 1 ? nodeIds : nodeIds.toReversed(), {
        highway: "motorway",
        oneway: "yes",
        name,
        bridge: "yes",
      });
      for (const [index, junction] of via.entries()) {
        const toll = nodeIds[index * CURVE_STEPS];
        const street = junctions.get(junction);
        if (!ramps.includes(junction) || toll === undefined || street === undefined) continue;
        drawing.way([toll, nodeFor(street)], { highway: "motorway_link", oneway: "yes" });
        drawing.way([nodeFor(street), toll], { highway: "motorway_link", oneway: "yes" });
      }
    }
  }
}

function drawGround(drawing: Drawing, { ground }: SchematicFacts): void {
  const coast = curve(ground.coast);
  const far = (
    [
      [-6.03, 106.4],
      [-5.6, 106.4],
      [-5.6, 107.3],
      [-6.02, 107.3],
    ] satisfies At[]
  ).map(toPlane);
  const [west, northWest, northEast, east] = far;
  if (west === undefined || northWest === undefined || northEast === undefined || east === undefined) return;
  drawing.ring([west, ...coast, east, northEast, northWest], { natural: "water", water: "sea", name: ground.sea.name });
  for (const { name, kind, ring } of ground.grounds) drawing.ring(ring.map(toPlane), { ...GROUND_TAGS[kind], name });
}

function drawPlaces(drawing: Drawing, { areas, landmarks }: SchematicFacts): void {
  for (const { name, at } of areas.cities) drawing.place(at, { place: "city", name });
  for (const { name, city, at } of areas.districts) drawing.place(at, { place: "suburb", name, is_in: city });
  for (const { name, district, at } of areas.neighbourhoods) {
    drawing.place(at, { place: "neighbourhood", name, is_in: district });
  }
  for (const { name, type, lat, lon, weight, aliases } of landmarks) {
    drawing.place([lat, lon], {
      ...LANDMARK_TAGS[type],
      name,
      "atlas:weight": String(weight),
      ...(aliases === undefined ? {} : { alt_name: aliases.join(";") }),
    });
  }
}
