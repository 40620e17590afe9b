import { existsSync } from "node:fs";
import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import type { Geocoder, PlaceKind } from "@atlas/core/geocoding";
import { isInServiceArea } from "@atlas/core/service-area";
import { loadCityGeography } from "@atlas/geography/load-city-geography";
import { PbfReader } from "pbf";
import { PMTiles, type Source } from "pmtiles";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { buildCity, type CityOptions, EmptyCityError } from "./build-city.ts";
import { areaFeatures } from "./map/area-features.ts";
import { seaFeatures } from "./map/sea-features.ts";
import type { OsmMember } from "./osm/osm-data.ts";
import { readOsmPbf } from "./osm/read-osm-pbf.ts";
import { type HandmadeExtract, writeOsmPbf } from "./osm/write-osm-pbf.ts";
import { readPlacesFile } from "./places/read-places-file.ts";
import { buildSchematicCity, SCHEMATIC_FACTS_DIR } from "./schematic/build-schematic-city.ts";
import { drawSchematicCity } from "./schematic/draw-schematic-city.ts";
import { readSchematicFacts } from "./schematic/schematic-facts.ts";

const REAL_EXTRACT = resolve(import.meta.dirname, "../../../../shared/geo/jakarta_roads.osm.pbf");
const REAL_PLACES = resolve(import.meta.dirname, "../../../../shared/geo/jakarta_places.json.gz");
const KNOWN_PLACES = ["landmarks.json", "areas.json"].map((file) => join(SCHEMATIC_FACTS_DIR, file));
const clock = (): Date => new Date();
const QUIET: CityOptions["progress"] = { step: async (_, run) => run(() => {}) };

let dir = "";
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), "atlas-build-"));
});
afterEach(async () => {
  await rm(dir, { recursive: true });
});

function at(row: number, column: number): readonly [number, number] {
  return [-6.2 + row * 0.001, 106.8 + column * 0.001];
}

const way = (id: number, role: string): OsmMember => ({ type: "way", id, role });

/** A square of streets with a one-way loop, an island, a bridge over it all, a lake with an isle, a nameless lane, a coast. */
const TOWN: HandmadeExtract = {
  bounds: [106.79, -6.21, 106.83, -6.17],
  nodes: [
    ...[0, 1, 2, 3].flatMap((row) =>
      [0, 1, 2, 3].map((column) => ({ id: 1 + row * 10 + column, at: at(row, column) })),
    ),
    { id: 101, at: at(1, 4) },
    { id: 102, at: at(1.5, 4.5) },
    { id: 103, at: at(2, 4) },
    { id: 201, at: at(20, 20) },
    { id: 202, at: at(20, 21) },
    { id: 301, at: at(1.5, -1) },
    { id: 302, at: at(1.5, 5) },
    { id: 401, at: at(0.2, 1.2) },
    { id: 402, at: at(0.2, 1.8) },
    { id: 403, at: at(0.8, 1.8) },
    { id: 404, at: at(0.8, 1.2) },
    { id: 411, at: at(0.4, 1.4) },
    { id: 412, at: at(0.4, 1.6) },
    { id: 413, at: at(0.6, 1.5) },
    { id: 601, at: at(10, 40) },
    { id: 602, at: at(8, 15) },
    { id: 603, at: at(10, -20) },
    { id: 611, at: at(19, 19) },
    { id: 612, at: at(19, 22) },
    { id: 613, at: at(21, 22) },
    { id: 614, at: at(21, 19) },
    { id: 621, at: at(12, 5) },
    { id: 622, at: at(13, 6) },
    {
      id: 2_251_799_813_685_248,
      at: at(1, 1.02),
      tags: { tourism: "museum", name: "Museum Kota", alt_name: "Muskot;Museum" },
    },
    { id: 502, at: at(1.5, 1.5), tags: { place: "suburb", name: "Kota Kecil", is_in: "Jakarta" } },
    { id: 503, at: at(0, 0), tags: { amenity: "bench" } },
  ],
  ways: [
    { id: 1, nodeIds: [1, 2, 3, 4], tags: { highway: "primary", name: "Jalan Selatan" } },
    { id: 2, nodeIds: [31, 32, 33, 34], tags: { highway: "secondary", name: "Jalan Utara" } },
    { id: 3, nodeIds: [1, 11, 21, 31], tags: { highway: "residential", name: "Jalan Barat" } },
    { id: 4, nodeIds: [4, 14, 24, 34], tags: { highway: "residential", name: "Jalan Timur", oneway: "-1" } },
    { id: 5, nodeIds: [11, 12, 13, 14], tags: { highway: "residential" } },
    { id: 6, nodeIds: [14, 101, 102, 103, 24], tags: { highway: "residential", name: "Jalan Lingkar", oneway: "yes" } },
    { id: 7, nodeIds: [201, 202], tags: { highway: "residential", name: "Jalan Pulau" } },
    { id: 8, nodeIds: [301, 302], tags: { highway: "primary", name: "Jalan Layang", bridge: "yes", layer: "1" } },
    { id: 9, nodeIds: [21, 22], tags: { highway: "footway", name: "Gang Kaki" } },
    { id: 10, nodeIds: [12, 22], tags: { highway: "service", access: "private" } },
    { id: 11, nodeIds: [12, 77_777, 22], tags: { highway: "service" } },
    { id: 31, nodeIds: [602, 603], tags: { natural: "coastline" } },
    { id: 32, nodeIds: [601, 602], tags: { natural: "coastline" } },
    { id: 33, nodeIds: [611, 612, 613], tags: { natural: "coastline" } },
    { id: 34, nodeIds: [613, 614, 611], tags: { natural: "coastline" } },
    { id: 35, nodeIds: [621, 622], tags: { natural: "coastline" } },
    { id: 21, nodeIds: [401, 402, 403], tags: {} },
    { id: 22, nodeIds: [401, 404, 403], tags: { source: "survey" } },
    { id: 23, nodeIds: [411, 412, 413, 411], tags: {} },
  ],
  relations: [
    {
      id: 1,
      members: [way(21, "outer"), way(22, "outer"), way(23, "inner")],
      tags: { type: "multipolygon", natural: "water", name: "Danau Kecil" },
    },
    {
      id: 2,
      members: [way(5, "from"), { type: "node", id: 14, role: "via" }, way(6, "to")],
      tags: { type: "restriction", restriction: "no_straight_on" },
    },
    {
      id: 4,
      members: [way(3, "from"), way(5, "via"), way(4, "to")],
      tags: { type: "restriction", restriction: "no_right_turn" },
    },
    {
      id: 3,
      members: [way(1, "outer"), way(4, "outer")],
      tags: { type: "boundary", boundary: "administrative", admin_level: "6" },
    },
  ],
};

async function buildFrom(extract: HandmadeExtract, change: Partial<CityOptions> = {}): ReturnType<typeof buildCity> {
  const path = join(dir, "town.osm.pbf");
  await writeFile(path, writeOsmPbf(extract));
  return buildCity(await readOsmPbf(path), {
    cityId: "town",
    name: "Town",
    timezone: "Asia/Jakarta",
    attribution: "© OpenStreetMap contributors",
    isSchematic: false,
    outDir: join(dir, "town"),
    progress: QUIET,
    ...change,
  });
}

function fileSource(path: string): Source {
  return {
    getKey: () => path,
    getBytes: async (offset, length) => {
      const bytes = await readFile(path);
      return { data: Uint8Array.from(bytes.subarray(offset, offset + length)).buffer };
    },
  };
}

/** Names of the layers in a vector tile (field 3 of the tile, field 1 of the layer). */
function layersOf(tile: ArrayBuffer): string[] {
  return new PbfReader(new Uint8Array(tile)).readFields((tag, names: string[], pbf) => {
    if (tag === 3)
      pbf.readMessage((field, into: string[], layer) => void (field === 1 && into.push(layer.readString())), names);
  }, []);
}

describe("readOsmPbf", () => {
  test.each([
    { nodes: "dense", compression: "zlib" },
    { nodes: "dense", compression: "raw" },
    { nodes: "plain", compression: "zlib" },
  ] as const)("reads $nodes nodes, $compression", async (options) => {
    const path = join(dir, "town.osm.pbf");
    await writeFile(path, writeOsmPbf(TOWN, options));
    const shares: number[] = [];
    const data = await readOsmPbf(path, { onProgress: (share) => shares.push(share) });
    expect(data.positions.size).toBe(TOWN.nodes.length);
    expect(data.positions.get(34)).toEqual({ latE7: -61_970_000, lngE7: 1_068_030_000 });
    expect(data.positions.get(5)).toBeNull();
    expect(data.nodes.map(({ id }) => id)).toEqual([2_251_799_813_685_248, 502, 503]);
    expect(data.ways).toEqual(TOWN.ways);
    expect(data.relations).toEqual(TOWN.relations);
    expect(data.bounds).toEqual(TOWN.bounds);
    expect(shares[shares.length - 1]).toBe(1);
  });

  test.each([
    ["no extract", Buffer.from("<?xml version='1.0'?><osm/>"), /not an \.osm\.pbf/],
    ["a cut-off one", writeOsmPbf(TOWN).subarray(0, 300), /cut off/],
    ["an empty file", Buffer.alloc(0), /no header/],
    ["a damaged one", damaged(writeOsmPbf(TOWN)), /damaged/],
  ])("refuses %s", async (_, bytes, message) => {
    const path = join(dir, "broken.osm.pbf");
    await writeFile(path, bytes);
    await expect(readOsmPbf(path)).rejects.toThrow(message);
  });
});

function damaged(bytes: Buffer): Buffer {
  const copy = Buffer.from(bytes);
  copy.fill(0xff, copy.length - 60, copy.length - 20);
  return copy;
}

describe("buildCity", () => {
  test("makes a city that routes, searches and draws", async () => {
    const built = await buildFrom(TOWN);
    expect(await readdir(join(dir, "town"))).toEqual(["basemap.pmtiles", "city.json", "graph.bin", "places.json"]);
    expect(built.mainShare).toBeLessThan(1);

    const city = await loadCityGeography({ cityId: "town", clock, cityDir: dir });
    expect(city.manifest).toMatchObject({ name: "Town", isSchematic: false });
    const route = await city.routing.route(toPoint(at(1, 0)), toPoint(at(3, 3)));
    expect(route.distanceM).toBeGreaterThan(500);
    expect((await city.geocoder.search("muskot"))[0]).toMatchObject({ label: "Museum Kota", detail: "Kota Kecil" });
    expect((await city.geocoder.search("jl utara"))[0]).toMatchObject({ label: "Jalan Utara", kind: "street" });
    expect(await city.geocoder.search("gang kaki")).toEqual([]);
    expect((await city.geocoder.reverse(toPoint(at(3, 1.5))))?.label).toBe("Jalan Utara");
  });

  test("the one-way loop is driven in one direction, the forbidden turn is not taken, and one-ways against their mapping hold", async () => {
    await buildFrom(TOWN);
    const { routing } = await loadCityGeography({ cityId: "town", clock, cityDir: dir });
    const legM = async (from: readonly [number, number], to: readonly [number, number]): Promise<number> =>
      (await routing.route(toPoint(from), toPoint(to))).distanceM;
    // Jalan Timur goes south only; the loop leads from its middle back north.
    expect(await legM(at(2.8, 3), at(2.2, 3))).toBeLessThan(80);
    expect(await legM(at(2.2, 3), at(2.8, 3))).toBeGreaterThan(500);
    // From the nameless lane the loop is closed: down to the south and round.
    expect(await legM(at(1, 2.5), at(1.2, 4.2))).toBeGreaterThan(300);
    // From Jalan Barat over the lane Jalan Timur is closed: by the north. Who begins on the lane may turn.
    expect(await legM(at(0.5, 0), at(0.5, 3))).toBeGreaterThan(800);
    expect(await legM(at(1, 0.5), at(0.5, 3))).toBeLessThan(350);
  });

  test("the bridge is no crossing and the island is not reachable", async () => {
    await buildFrom(TOWN);
    const { routing } = await loadCityGeography({ cityId: "town", clock, cityDir: dir });
    const [bridge, island] = await routing.etasTo(toPoint(at(0, 1)), [toPoint(at(1.5, -1)), toPoint(at(20, 20.5))]);
    // Both snap to the town's own streets, never to the separate ones.
    expect(bridge?.durationS).toBeGreaterThan(30);
    expect(island).toBeNull();
  });

  test("the map holds the layers at the zooms where they are drawn", async () => {
    await buildFrom(TOWN);
    const archive = new PMTiles(fileSource(join(dir, "town", "basemap.pmtiles")));
    const header = await archive.getHeader();
    expect(header).toMatchObject({ specVersion: 3, minZoom: 0, maxZoom: 14, tileType: 1, clustered: true });
    const world = await archive.getZxy(0, 0, 0);
    expect(world && layersOf(world.data)).toEqual(["earth"]);
    const x = Math.floor(((106.802 + 180) / 360) * 2 ** 14);
    const street = await archive.getZxy(14, x, 8474);
    expect(street && layersOf(street.data)).toEqual(["earth", "water", "roads", "boundaries", "places", "pois"]);
    const bay = await archive.getZxy(14, x, 8473);
    expect(bay && layersOf(bay.data)).toContain("water");
    const metadata = await archive.getMetadata();
    expect(metadata).toMatchObject({ attribution: "© OpenStreetMap contributors" });
  });

  test("a lake mapped as a relation is drawn once, with its isle cut out", async () => {
    const path = join(dir, "town.osm.pbf");
    await writeFile(path, writeOsmPbf(TOWN));
    const lakes = areaFeatures(await readOsmPbf(path)).filter(({ layer }) => layer === "water");
    expect(lakes).toMatchObject([
      { geometry: { type: "Polygon" }, properties: { kind: "water", name: "Danau Kecil" } },
    ]);
    expect(lakes[0]?.geometry.coordinates.map((ring) => (Array.isArray(ring) ? ring.length : ring))).toEqual([5, 4]);
  });

  test("the sea lies beyond the coast and around the island; a line that ends in it is left out and reported", async () => {
    const path = join(dir, "town.osm.pbf");
    await writeFile(path, writeOsmPbf(TOWN));
    const data = await readOsmPbf(path);
    const { features, warnings } = seaFeatures(data, {
      mapBounds: [106.7, -6.3, 106.9, -6.1],
      streets: [toPoint(at(1, 1))],
    });
    const isSea = (place: readonly [number, number]): boolean =>
      features.some(({ geometry }) => geometry.type === "Polygon" && isInServiceArea(geometry, toPoint(place)));
    expect([isSea(at(15, 10)), isSea(at(29, -9)), isSea(at(20, 20)), isSea(at(1, 1))]).toEqual([
      true,
      true,
      false,
      false,
    ]);
    expect(isSea(at(31, 10))).toBe(false);
    expect(warnings).toHaveLength(1);
    expect((await buildFrom(TOWN)).warnings).toEqual(warnings);
  });

  test("the service area holds every street that can be reached", async () => {
    await buildFrom(TOWN);
    const { manifest } = await loadCityGeography({ cityId: "town", clock, cityDir: dir });
    if (manifest === null) throw new Error("a built city has a manifest");
    for (const corner of [at(0, 0), at(0, 3), at(3, 3), at(3, 0)]) {
      expect(isInServiceArea(manifest.serviceArea, toPoint(corner))).toBe(true);
    }
    expect(isInServiceArea(manifest.serviceArea, toPoint(at(20, 20)))).toBe(false);
  });

  test("an extract without streets is refused and leaves nothing behind", async () => {
    await expect(buildFrom({ nodes: [{ id: 1, at: at(0, 0) }] })).rejects.toBeInstanceOf(EmptyCityError);
    expect(existsSync(join(dir, "town"))).toBe(false);
  });
});

function toPoint([lat, lng]: readonly [number, number]): { lat: number; lng: number } {
  return { lat, lng };
}

/** What a Jakartan means by a few letters: the label, and of which kind it is when several bear the name. */
const MEANT: readonly (readonly [query: string, label: RegExp, kinds: readonly PlaceKind[]])[] = [
  ["monas", /^Monumen Nasional$/, ["landmark"]],
  ["gbk", /^Gelora Bung Karno$/, ["landmark"]],
  ["jl sudirman", /Sudirman$/, ["street"]],
  ["sudirman", /Sudirman$/, ["street"]],
  ["blok m", /^Blok M$/, ["area"]],
  ["kemang", /^Kemang$/, ["area"]],
  ["senayan", /^Senayan$/, ["area"]],
  ["kota tua", /^Kota Tua/, ["area", "landmark"]],
  ["ancol", /Ancol$/, ["area", "landmark"]],
  ["tebet", /^Tebet$/, ["area"]],
  ["grogol", /^Grogol/, ["area"]],
  ["menteng", /^Menteng$/, ["area"]],
  ["pondok indah", /^Pondok Indah$/, ["area"]],
  ["jl kemang", /Kemang/, ["street"]],
  ["kokas", /^Kota Kasablanka$/, ["mall"]],
  ["bundaran hi", /^Bundaran HI$/, ["landmark", "station"]],
];

async function expectMeant(geocoder: Geocoder): Promise<void> {
  for (const [query, label, kinds] of MEANT) {
    const [first] = await geocoder.search(query);
    expect({ query, ...first }).toMatchObject({ query, label: expect.stringMatching(label) });
    expect({ query, isKind: kinds.some((kind) => kind === first?.kind) }).toEqual({ query, isKind: true });
  }
}

describe("the schematic city", () => {
  test("routes between its landmarks, finds them by the names that people type, and says what it is", async () => {
    const built = await buildSchematicCity({ cityId: "jakarta", outDir: join(dir, "jakarta"), progress: QUIET });
    expect(built.mainShare).toBeGreaterThan(0.97);
    const city = await loadCityGeography({ cityId: "jakarta", clock, cityDir: dir });
    expect(city.isSchematic).toBe(true);
    expect(city.attribution).toMatch(/not surveyed/);
    await expectMeant(city.geocoder);
    const firsts = await Promise.all(
      ["monas", "gbk", "jl sudirman", "kokas", "bundaran hi"].map(
        async (query) => (await city.geocoder.search(query))[0],
      ),
    );
    const [monas] = firsts;
    if (monas === undefined || city.manifest === null) throw new Error("Monas stands in Jakarta");
    for (const place of firsts) {
      if (place === undefined || place === monas) continue;
      const { distanceM } = await city.routing.route(monas, place);
      expect(distanceM).toBeGreaterThan(500);
      expect(isInServiceArea(city.manifest.serviceArea, place)).toBe(true);
    }
  }, 30_000);

  test("is drawn the same every time", async () => {
    const facts = await readSchematicFacts(SCHEMATIC_FACTS_DIR);
    const [one, two] = [drawSchematicCity(facts), drawSchematicCity(facts)];
    expect(one.ways.length).toBeGreaterThan(2_000);
    expect(one.ways).toEqual(two.ways);
    expect(one.positions.get(500)).toEqual(two.positions.get(500));
  }, 30_000);
});

describe("the real streets of Jakarta", () => {
  test.skipIf(!existsSync(REAL_EXTRACT))(
    "build to a city that can be crossed (skipped without ../shared/geo)",
    async () => {
      const data = await readOsmPbf(REAL_EXTRACT);
      expect([data.ways.length, data.positions.size]).toEqual([18_568, 60_323]);
      await buildCity(data, {
        cityId: "jakarta",
        name: "Jakarta",
        timezone: "Asia/Jakarta",
        attribution: "© OpenStreetMap contributors",
        isSchematic: false,
        outDir: join(dir, "jakarta"),
        progress: QUIET,
        morePlaces: (await Promise.all([REAL_PLACES, ...KNOWN_PLACES].map(readPlacesFile))).flat(),
      });
      const { routing, geocoder } = await loadCityGeography({ cityId: "jakarta", clock, cityDir: dir });
      const route = await routing.route({ lat: -6.1754, lng: 106.8272 }, { lat: -6.2443, lng: 106.7991 });
      expect(route.distanceM).toBeGreaterThan(8_300);
      expect(route.distanceM).toBeLessThan(13_000);
      expect(route.turns.map(({ street }) => street)).toContain("Sudirman");
      await expectMeant(geocoder);
    },
    60_000,
  );
});

test("a places file may be gzipped", async () => {
  const path = join(dir, "places.json");
  await writeFile(
    path,
    JSON.stringify([
      { type: "landmark", name: "Monas", lat: -6.17, lon: 106.82, parent: null },
      { type: "street", name: "X", lat: 0, lon: 0 },
    ]),
  );
  expect(await readPlacesFile(path)).toEqual([
    { name: "Monas", kind: "landmark", weight: 0.85, lat: -6.17, lng: 106.82 },
  ]);
});

test("a places file may be the areas of a schematic city", async () => {
  const areas = await readPlacesFile(join(SCHEMATIC_FACTS_DIR, "areas.json"));
  expect(areas.find(({ name }) => name === "Blok M")).toMatchObject({ kind: "area", parent: "Kebayoran Baru" });
});
