import { fromLngLat, haversineM, type LatLng } from "@atlas/core/geo";
import type { PlaceRecord } from "@atlas/core/geocoding";
import { lengthM } from "@atlas/core/polyline";
import { lineOf } from "../map/rings.ts";
import type { OsmData } from "../osm/osm-data.ts";
import { roadWayOf } from "../road-ways.ts";

/** Two roads of one name farther apart than this are two streets. */
const SAME_STREET_M = 2_000;

const CLASS_WEIGHT: Readonly<Record<string, number>> = {
  motorway: 0.45,
  trunk: 0.5,
  primary: 0.5,
  secondary: 0.42,
  tertiary: 0.3,
  unclassified: 0.15,
};

interface Piece extends LatLng {
  readonly lengthM: number;
  readonly weight: number;
}

interface Street {
  readonly pieces: Piece[];
}

/** One record per street: ways with one name that lie together. Its point is on the way nearest to its middle. */
export function streetRecords(data: OsmData): PlaceRecord[] {
  const byName = new Map<string, Piece[]>();
  for (const way of data.ways) {
    const name = way.tags["name"]?.trim();
    const road = name ? roadWayOf(way) : null;
    const line = road === null ? [] : lineOf(data, way.nodeIds).map(fromLngLat);
    const middle = line[Math.floor(line.length / 2)];
    if (!name || road === null || middle === undefined) continue;
    const weight = CLASS_WEIGHT[road.roadClass] ?? 0.1;
    byName.set(name, [...(byName.get(name) ?? []), { ...middle, lengthM: lengthM(line), weight }]);
  }
  return [...byName].flatMap(([name, pieces]) => gather(pieces).map((street) => recordOf(name, street)));
}

function gather(pieces: readonly Piece[]): Street[] {
  const streets: Street[] = [];
  for (const piece of pieces.toSorted((a, b) => b.lengthM - a.lengthM)) {
    const near = streets.filter((street) => street.pieces.some((other) => haversineM(other, piece) < SAME_STREET_M));
    const [first, ...others] = near;
    if (first === undefined) streets.push({ pieces: [piece] });
    else {
      first.pieces.push(piece);
      for (const other of others) {
        first.pieces.push(...other.pieces);
        streets.splice(streets.indexOf(other), 1);
      }
    }
  }
  return streets;
}

function recordOf(name: string, { pieces }: Street): PlaceRecord {
  const middle = {
    lat: pieces.reduce((sum, { lat }) => sum + lat, 0) / pieces.length,
    lng: pieces.reduce((sum, { lng }) => sum + lng, 0) / pieces.length,
  };
  const nearest = pieces.reduce((best, piece) => (haversineM(piece, middle) < haversineM(best, middle) ? piece : best));
  const totalM = pieces.reduce((sum, piece) => sum + piece.lengthM, 0);
  const weight = Math.max(...pieces.map((piece) => piece.weight)) + Math.min(0.1, totalM / 50_000);
  return {
    name,
    kind: "street",
    lat: Math.round(nearest.lat * 1e6) / 1e6,
    lng: Math.round(nearest.lng * 1e6) / 1e6,
    weight: Math.round(weight * 100) / 100,
  };
}
