import type { LngLat } from "@atlas/core/geo";
import { isInServiceArea } from "@atlas/core/service-area";
import type { OsmData, OsmRelation, OsmWay } from "../osm/osm-data.ts";

/** A GeoJSON polygon's rings: the outline, then holes. */
export type Rings = [number, number][][];

/** The positions of a way's nodes; nodes that the extract lacks are left out. */
export function lineOf(data: OsmData, nodeIds: readonly number[]): [number, number][] {
  return nodeIds.flatMap((nodeId): [number, number][] => {
    const position = data.positions.get(nodeId);
    return position === null ? [] : [[position.lngE7 / 1e7, position.latE7 / 1e7]];
  });
}

/** The outline through the nodes when it is closed and the extract has all of it, else null. */
export function ringOf(data: OsmData, nodeIds: readonly number[]): [number, number][] | null {
  if (nodeIds.length < 4 || nodeIds[0] !== nodeIds[nodeIds.length - 1]) return null;
  const ring = lineOf(data, nodeIds);
  return ring.length === nodeIds.length ? ring : null;
}

/** The polygons of a multipolygon or boundary relation; rings that do not close (cut off by the extract) are left out. */
export function polygonsOf(data: OsmData, relation: OsmRelation, waysById: ReadonlyMap<number, OsmWay>): Rings[] {
  const ringsWith = (isInner: boolean): [number, number][][] => {
    const lines = relation.members.flatMap((member) => {
      const way = member.type === "way" && (member.role === "inner") === isInner ? waysById.get(member.id) : undefined;
      return way === undefined ? [] : [way.nodeIds];
    });
    return joinRings(lines).flatMap((nodeIds) => {
      const ring = ringOf(data, nodeIds);
      return ring === null ? [] : [ring];
    });
  };
  const holes = ringsWith(true);
  return ringsWith(false).map((outline) => [outline, ...holes.filter((hole) => isRingInside(hole, outline))]);
}

function isRingInside(ring: [number, number][], outline: [number, number][]): boolean {
  const first = ring[0];
  if (first === undefined) return false;
  return isInServiceArea({ type: "Polygon", coordinates: [outline] }, toPoint(first));
}

function toPoint([lng, lat]: LngLat): { lat: number; lng: number } {
  return { lat, lng };
}

/** Strings lines together by their end nodes until they close. */
function joinRings(lines: readonly (readonly number[])[]): number[][] {
  const left = lines.filter((line) => line.length >= 2).map((line) => [...line]);
  const rings: number[][] = [];
  for (let ring = left.pop(); ring !== undefined; ring = left.pop()) {
    while (ring[0] !== ring[ring.length - 1]) {
      const end = ring[ring.length - 1];
      const index = left.findIndex((line) => line[0] === end || line[line.length - 1] === end);
      const next = left[index];
      if (next === undefined) break;
      left.splice(index, 1);
      ring.push(...(next[0] === end ? next : next.reverse()).slice(1));
    }
    rings.push(ring);
  }
  return rings;
}
