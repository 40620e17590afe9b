import { isValidLatLng, type LatLng } from "@atlas/core/geo";
import type { Geocoder, Place, PlaceKind, SearchOptions } from "@atlas/core/geocoding";
import { z } from "zod";
import { fetchJson } from "./fetch-json.ts";

export interface PhotonOptions {
  /** `http://127.0.0.1:2322` */
  readonly url: string;
  readonly timeoutMs?: number;
}

const responseSchema = z.object({
  features: z.array(
    z.object({
      geometry: z.object({ coordinates: z.tuple([z.number(), z.number()]) }),
      properties: z.object({
        name: z.string().optional(),
        street: z.string().optional(),
        housenumber: z.string().optional(),
        district: z.string().optional(),
        city: z.string().optional(),
        osm_key: z.string().optional(),
        osm_value: z.string().optional(),
      }),
    }),
  ),
});
type Feature = z.infer<typeof responseSchema>["features"][number];

/** Search and reverse by a Photon server (https://github.com/komoot/photon), made for typing ahead. */
export function createPhotonGeocoder({ url, timeoutMs = 3_000 }: PhotonOptions): Geocoder {
  const base = url.endsWith("/") ? url : `${url}/`;

  async function ask(path: string, query: Record<string, string>): Promise<Place[]> {
    const request = new URL(path, base);
    request.search = new URLSearchParams(query).toString();
    const { features } = await fetchJson(request, responseSchema, { timeoutMs });
    return features.flatMap(placeOf);
  }

  return {
    name: "photon",
    search: async (query: string, { near, limit = 8 }: SearchOptions = {}) => {
      if (query.trim() === "") return [];
      const at: Record<string, string> = near === undefined ? {} : { lat: String(near.lat), lon: String(near.lng) };
      return ask("api", { q: query, limit: String(limit), ...at });
    },
    popular: async () => [],
    reverse: async (point: LatLng) => {
      if (!isValidLatLng(point)) return null;
      const [place] = await ask("reverse", { lat: String(point.lat), lon: String(point.lng), limit: "1" });
      return place === undefined ? null : { ...place, ...point };
    },
  };
}

function placeOf({ geometry, properties }: Feature): Place[] {
  const address = properties.street && [properties.street, properties.housenumber].filter(Boolean).join(" ");
  const label = properties.name ?? address;
  if (!label) return [];
  const around = [label === address ? null : address, properties.district, properties.city].filter(Boolean);
  const [lng, lat] = geometry.coordinates;
  return [{ label, kind: kindOf(properties), detail: around.length === 0 ? null : around.join(", "), lat, lng }];
}

function kindOf({ osm_key: key = "", osm_value: value = "", name }: Feature["properties"]): PlaceKind {
  if (key === "highway" || name === undefined) return "street";
  if (key === "place") return value === "city" ? "city" : "area";
  if (key === "boundary") return "area";
  if (key === "railway") return "station";
  if (key === "aeroway") return "airport";
  if (value === "mall" || value === "hospital" || value === "park") return value;
  return "landmark";
}
