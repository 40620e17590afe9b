import type { Geocoder } from "@atlas/core/geocoding";
import { afterEach, describe, expect, test } from "vitest";
import { createNominatimGeocoder } from "./nominatim-geocoder.ts";
import { createPhotonGeocoder } from "./photon-geocoder.ts";
import { type RoutingServerStub, startRoutingServerStub } from "./testing/routing-server-stub.ts";

const MONAS = { lat: -6.1754, lng: 106.8272 };

function replayPhoton(path: string): { json: unknown } {
  const feature = {
    type: "Feature",
    geometry: { type: "Point", coordinates: [106.8272, -6.1754] },
    properties: {
      name: "Monumen Nasional",
      district: "Gambir",
      city: "Jakarta",
      osm_key: "tourism",
      osm_value: "attraction",
    },
  };
  const isKnown = path.includes("q=monas") || path.includes("lat=-6.1754");
  return { json: { type: "FeatureCollection", features: isKnown ? [feature] : [] } };
}

function replayNominatim(path: string): { json: unknown } {
  const place = {
    place_id: 1,
    lat: "-6.1754",
    lon: "106.8272",
    category: "tourism",
    type: "attraction",
    name: "Monumen Nasional",
    display_name: "Monumen Nasional, Gambir, Jakarta, Indonesia",
  };
  if (path.startsWith("/reverse"))
    return { json: path.includes("lat=-6.1754") ? place : { error: "Unable to geocode" } };
  return { json: path.includes("q=monas") ? [place] : [] };
}

describe.each([
  ["Photon", replayPhoton, (url: string): Geocoder => createPhotonGeocoder({ url, timeoutMs: 300 })],
  ["Nominatim", replayNominatim, (url: string): Geocoder => createNominatimGeocoder({ url, timeoutMs: 300 })],
])("%s as a geocoder", (_, replay, create) => {
  let stub: RoutingServerStub | null = null;
  const start = async (handler: Parameters<typeof startRoutingServerStub>[0]): Promise<Geocoder> => {
    stub = await startRoutingServerStub(handler);
    return create(stub.url);
  };
  afterEach(async () => {
    await stub?.close();
    stub = null;
  });

  test("finds a place by name, near a point when asked", async () => {
    const geocoder = await start(replay);
    const places = await geocoder.search("monas", { near: MONAS, limit: 3 });
    expect(places).toEqual([{ label: "Monumen Nasional", kind: "landmark", detail: "Gambir, Jakarta", ...MONAS }]);
    expect(stub?.asked[0]).toContain("limit=3");
  });

  test("finds nothing for an unknown or an empty text", async () => {
    const geocoder = await start(replay);
    expect([await geocoder.search("xyzzy"), await geocoder.search("  ")]).toEqual([[], []]);
    expect(stub?.asked).toHaveLength(1);
  });

  test("names a point, and has no name for the sea or for what is not on Earth", async () => {
    const geocoder = await start(replay);
    expect(await geocoder.reverse(MONAS)).toMatchObject({ label: "Monumen Nasional", ...MONAS });
    expect(await geocoder.reverse({ lat: -5.7, lng: 106.8 })).toBeNull();
    expect(await geocoder.reverse({ lat: NaN, lng: 0 })).toBeNull();
  });

  test("does not know what is popular, and is not asked", async () => {
    const geocoder = await start(replay);
    expect(await geocoder.popular()).toEqual([]);
    expect(stub?.asked).toEqual([]);
  });

  test("a failing server is a dependency that is not available", async () => {
    const geocoder = await start(() => ({ status: 503, json: {} }));
    await expect(geocoder.search("monas")).rejects.toMatchObject({ code: "DEPENDENCY_UNAVAILABLE" });
  });
});
