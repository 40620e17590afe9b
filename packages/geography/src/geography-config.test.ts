import { expect, test } from "vitest";
import { geographyConfigOf, geographyEnvSchema } from "./geography-config.ts";

test.each([
  [{}, { cityDir: null }],
  [{ ATLAS_CITY_DIR: "/cities" }, { cityDir: "/cities" }],
  [{ ATLAS_VALHALLA_URL: "http://v" }, { cityDir: null, routingServer: { kind: "valhalla", url: "http://v" } }],
  [
    { ATLAS_VALHALLA_URL: "http://v", ATLAS_OSRM_URL: "http://o" },
    { cityDir: null, routingServer: { kind: "osrm", url: "http://o" } },
  ],
  [{ ATLAS_NOMINATIM_URL: "http://n" }, { cityDir: null, geocodingServer: { kind: "nominatim", url: "http://n" } }],
  [
    { ATLAS_NOMINATIM_URL: "http://n", ATLAS_PHOTON_URL: "http://p" },
    { cityDir: null, geocodingServer: { kind: "photon", url: "http://p" } },
  ],
])("%j", (env, expected) => {
  expect(geographyConfigOf(geographyEnvSchema.parse(env))).toEqual(expected);
});

test("a server's address must be one", () => {
  expect(() => geographyEnvSchema.parse({ ATLAS_OSRM_URL: "osrm" })).toThrow(/ATLAS_OSRM_URL/);
});
