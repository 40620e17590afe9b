import { hostileJson, nearly } from "@atlas/faults/hostile-input";
import { LoopWatchdog } from "@atlas/faults/loop-watchdog";
import { tryParser } from "@atlas/faults/try-parser";
import fc from "fast-check";
import { afterAll, test } from "vitest";
import { cityManifestSchema } from "./city-manifest.ts";
import { geographyConfigOf, geographyEnvSchema } from "./geography-config.ts";

const watchdog = new LoopWatchdog();
afterAll(() => watchdog[Symbol.dispose]());

const manifest = fc.constant({
  version: 1,
  cityId: "town",
  name: "Town",
  timezone: "Asia/Jakarta",
  isSchematic: true,
  attribution: "nobody",
  center: { lat: 0, lng: 0 },
  bounds: [0, 0, 1, 1],
  serviceArea: {
    type: "Polygon",
    coordinates: [
      [
        [0, 0],
        [1, 0],
        [1, 1],
        [0, 0],
      ],
    ],
  },
});

test("a city's manifest is read or refused", async () => {
  await tryParser(watchdog, {
    inputs: fc.oneof(hostileJson, nearly(manifest)),
    parse: (input) => cityManifestSchema.safeParse(input),
  });
});

test("the servers of routes and places that settings name are read or refused", async () => {
  const env = fc.constant({
    ATLAS_CITY_DIR: "data",
    ATLAS_OSRM_URL: "http://localhost:5000",
    ATLAS_PHOTON_URL: "http://localhost:2322",
  });
  await tryParser(watchdog, {
    inputs: nearly(env),
    parse: (input) => geographyConfigOf(geographyEnvSchema.parse(input)),
  });
});
