import { isValidLatLng, type LatLng } from "@atlas/core/geo";
import type { Geocoder, Place, PlaceKind, SearchOptions } from "@atlas/core/geocoding";
import { z } from "zod";
import { fetchJson } from "./fetch-json.ts";

export interface NominatimOptions {
  /** `http://127.0.0.1:8088`. The public server forbids typing ahead: run your own. */
  readonly url: string;
  readonly timeoutMs?: number;
}

const degreesSchema = z.string().transform(Number).pipe(z.number());
const placeSchema = z.object({
  lat: degreesSchema,
  lon: degreesSchema,
  name: z.string().nullish(),
  display_name: z.string(),
  category: z.string().optional(),
  type: z.string().optional(),
});
const reverseSchema = z.union([placeSchema, z.object({ error: z.unknown() })]);
/** About 11 km in each direction around the point that results should be near to. */
const NEAR_DEGREES = 0.1;

/** Search and reverse by a Nominatim server (https://nominatim.org/release-docs/latest/api/Overview/). */
export function createNominatimGeocoder({ url, timeoutMs = 3_000 }: NominatimOptions): Geocoder {
  const base = url.endsWith("/") ? url : `${url}/`;

  function requestOf(path: string, query: Record<string, string>): URL {
    const request = new URL(path, base);
    request.search = new URLSearchParams({ format: "jsonv2", ...query }).toString();
    return request;
  }

  return {
    name: "nominatim",
    search: async (query: string, { near, limit = 8 }: SearchOptions = {}) => {
      if (query.trim() === "") return [];
      const request = requestOf("search", {
        q: query,
        limit: String(limit),
        ...(near ? { viewbox: boxAround(near) } : {}),
      });
      return (await fetchJson(request, z.array(placeSchema), { timeoutMs })).map(placeOf);
    },
    popular: async () => [],
    reverse: async (point: LatLng) => {
      if (!isValidLatLng(point)) return null;
      const request = requestOf("reverse", { lat: String(point.lat), lon: String(point.lng) });
      const response = await fetchJson(request, reverseSchema, { timeoutMs });
      return "error" in response ? null : { ...placeOf(response), ...point };
    },
  };
}

function boxAround({ lat, lng }: LatLng): string {
  return [lng - NEAR_DEGREES, lat + NEAR_DEGREES, lng + NEAR_DEGREES, lat - NEAR_DEGREES].join(",");
}

function placeOf({ lat, lon, name, display_name: full, category = "", type = "" }: z.infer<typeof placeSchema>): Place {
  const parts = full.split(", ");
  const label = name || (parts[0] ?? full);
  const around = parts.filter((part) => part !== label).slice(0, 2);
  return { label, kind: kindOf(category, type), detail: around.length === 0 ? null : around.join(", "), lat, lng: lon };
}

function kindOf(category: string, type: string): PlaceKind {
  if (category === "highway") return "street";
  if (category === "place") return type === "city" ? "city" : "area";
  if (category === "boundary") return "area";
  if (category === "railway") return "station";
  if (category === "aeroway") return "airport";
  if (type === "mall" || type === "hospital" || type === "park") return type;
  return "landmark";
}
