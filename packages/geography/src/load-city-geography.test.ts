import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { buildRoadGraph } from "@atlas/core/roads/build-road-graph";
import { encodeGraph } from "@atlas/core/roads/graph-file";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { CityManifest } from "./city-manifest.ts";
import { loadCityGeography } from "./load-city-geography.ts";
import { startRoutingServerStub } from "./testing/routing-server-stub.ts";

const manifest: CityManifest = {
  version: 1,
  cityId: "jakarta",
  name: "Jakarta",
  timezone: "Asia/Jakarta",
  isSchematic: true,
  attribution: "Schematic map by Atlas, not surveyed",
  center: { lat: 0, lng: 0 },
  bounds: [-1, -1, 1, 1],
  serviceArea: {
    type: "Polygon",
    coordinates: [
      [
        [-1, -1],
        [1, -1],
        [1, 1],
        [-1, -1],
      ],
    ],
  },
};
const clock = (): Date => new Date();
const graph = buildRoadGraph({
  ways: [{ id: 1, nodeIds: [0, 1], roadClass: "primary", direction: "both", name: "Jalan Satu" }],
  positionOf: (id) => ({ latE7: 0, lngE7: id * 100_000 }),
});

describe("loadCityGeography", () => {
  let cityDir = "";
  beforeEach(async () => {
    cityDir = await mkdtemp(join(tmpdir(), "atlas-city-"));
    await mkdir(join(cityDir, "jakarta"));
  });
  afterEach(async () => {
    await rm(cityDir, { recursive: true });
  });
  const put = (path: string, content: string | Uint8Array): Promise<void> => writeFile(join(cityDir, path), content);

  test("without a folder everything falls back", async () => {
    for (const dir of [null, undefined, "", join(cityDir, "nowhere")]) {
      const city = await loadCityGeography({ cityId: "jakarta", clock, cityDir: dir });
      expect([city.routing.name, city.basemapPath, city.isSchematic, city.manifest]).toEqual([
        "haversine",
        null,
        false,
        null,
      ]);
      expect(await city.geocoder.search("monas")).toEqual([]);
    }
  });

  test("a flat folder brings the basemap alone", async () => {
    await put("jakarta.pmtiles", "PMTiles");
    const city = await loadCityGeography({ cityId: "jakarta", clock, cityDir });
    expect(city).toMatchObject({
      basemapPath: join(cityDir, "jakarta.pmtiles"),
      attribution: "© OpenStreetMap contributors",
    });
    expect(city.routing.isEstimate).toBe(true);
  });

  test("a built city brings roads, places, map and its credit", async () => {
    await put("jakarta.pmtiles", "flat");
    await put("jakarta/basemap.pmtiles", "PMTiles");
    await put("jakarta/graph.bin", encodeGraph(graph));
    await put("jakarta/places.json", JSON.stringify([{ name: "Monas", kind: "landmark", lat: 0.02, lng: 0.005 }]));
    await put("jakarta/city.json", JSON.stringify(manifest));
    const city = await loadCityGeography({ cityId: "jakarta", clock, cityDir });
    expect(city).toMatchObject({
      basemapPath: join(cityDir, "jakarta", "basemap.pmtiles"),
      isSchematic: true,
      attribution: manifest.attribution,
      manifest: { name: "Jakarta" },
    });
    expect((await city.routing.route({ lat: 0, lng: 0.002 }, { lat: 0, lng: 0.008 })).distanceM).toBeCloseTo(667, 0);
    expect((await city.geocoder.search("monas"))[0]?.label).toBe("Monas");
    expect((await city.geocoder.reverse({ lat: 0.0005, lng: 0.005 }))?.label).toBe("Jalan Satu");
  });

  test("a routing server given by its address takes the place of the graph", async () => {
    await put("jakarta/graph.bin", encodeGraph(graph));
    const routingServer = { kind: "osrm", url: "http://127.0.0.1:5000" } as const;
    expect((await loadCityGeography({ cityId: "jakarta", clock, cityDir, routingServer })).routing.name).toBe("osrm");
  });

  test("while that server is down there are estimates, and the failure is reported", async () => {
    const stub = await startRoutingServerStub(() => undefined);
    await stub.close();
    const failures: string[] = [];
    const { routing } = await loadCityGeography({
      clock,
      cityId: "jakarta",
      cityDir,
      routingServer: { kind: "valhalla", url: stub.url },
      onRoutingFailure: (error) => failures.push(error.code),
    });
    const route = await routing.route({ lat: 0, lng: 0.002 }, { lat: 0, lng: 0.008 });
    expect([route.isEstimate, failures]).toEqual([true, ["DEPENDENCY_UNAVAILABLE"]]);
  });

  test("a damaged file is an error, not a fall-back", async () => {
    await put(
      "jakarta/graph.bin",
      encodeGraph(graph).map((byte, index) => (index === 100 ? byte ^ 1 : byte)),
    );
    await expect(loadCityGeography({ cityId: "jakarta", clock, cityDir })).rejects.toThrow(/graph\.bin/);
    await rm(join(cityDir, "jakarta", "graph.bin"));
    await put("jakarta/places.json", '[{"name":""}]');
    await expect(loadCityGeography({ cityId: "jakarta", clock, cityDir })).rejects.toThrow(/name/);
  });
});
