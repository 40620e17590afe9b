import { z } from "zod";
import { type Bounds, boundsOf } from "./bounding-box.ts";
import { fromLngLat, type LatLng } from "./geo.ts";

const lngLatSchema = z.tuple([z.number().min(-180).max(180), z.number().min(-90).max(90)]);
const ringSchema = z.array(lngLatSchema).min(4);
const polygonSchema = z.array(ringSchema).min(1);

/** A GeoJSON Polygon or MultiPolygon; the first ring of each polygon is its outline, the others are holes. */
export const serviceAreaSchema = z.discriminatedUnion("type", [
  z.object({ type: z.literal("Polygon"), coordinates: polygonSchema }),
  z.object({ type: z.literal("MultiPolygon"), coordinates: z.array(polygonSchema).min(1) }),
]);

/** Points that the area of a new city has at most, in all of its rings. */
export const MAX_AREA_POINTS = 1_000;
const boundedPolygon = z.array(ringSchema.max(MAX_AREA_POINTS)).min(1).max(MAX_AREA_POINTS);

/** The same as somebody sends it: with no more places for points than it may have points. */
export const newServiceAreaSchema = z.discriminatedUnion("type", [
  z.object({ type: z.literal("Polygon"), coordinates: boundedPolygon }),
  z.object({ type: z.literal("MultiPolygon"), coordinates: z.array(boundedPolygon).min(1).max(MAX_AREA_POINTS) }),
]);
export type ServiceArea = z.infer<typeof serviceAreaSchema>;

type Ring = readonly (readonly [number, number])[];

/** Whether the point lies inside an outline and in none of its holes. Points exactly on an edge may count as inside or outside. */
export function isInServiceArea(area: ServiceArea, point: LatLng): boolean {
  return polygonsOf(area).some(([outline, ...holes]) => {
    return outline !== undefined && isInRing(outline, point) && !holes.some((hole) => isInRing(hole, point));
  });
}

/** The box around all outlines, or null for an area without points. */
export function serviceAreaBounds(area: ServiceArea): Bounds | null {
  return boundsOf(polygonsOf(area).flatMap((polygon) => (polygon[0] ?? []).map(fromLngLat)));
}

function polygonsOf(area: ServiceArea): readonly (readonly Ring[])[] {
  return area.type === "Polygon" ? [area.coordinates] : area.coordinates;
}

/** Even-odd rule: counts edges that a ray to the east crosses. */
function isInRing(ring: Ring, { lat, lng }: LatLng): boolean {
  let isInside = false;
  let previous = ring[ring.length - 1];
  for (const current of ring) {
    if (previous !== undefined && current[1] > lat !== previous[1] > lat) {
      const crossingLng = ((previous[0] - current[0]) * (lat - current[1])) / (previous[1] - current[1]) + current[0];
      if (lng < crossingLng) isInside = !isInside;
    }
    previous = current;
  }
  return isInside;
}
