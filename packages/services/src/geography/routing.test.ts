import { DomainError } from "@atlas/core/errors";
import { haversineM, type LatLng, toLngLat } from "@atlas/core/geo";
import { encodePolyline } from "@atlas/core/polyline";
import { buildRoadGraph } from "@atlas/core/roads/build-road-graph";
import { afterEach, describe, expect, test } from "vitest";
import { z } from "zod";
import { createGraphRouting } from "./graph-routing.ts";
import { createHaversineRouting } from "./haversine-routing.ts";
import { createOsrmRouting } from "./osrm-routing.ts";
import {
  type AdapterUnderTest,
  AT_SEA,
  BLOK_M,
  BUNDARAN_HI,
  describeRoutingContract,
  MONAS,
} from "./routing-contract.ts";
import { type RoutingServerStub, startRoutingServerStub } from "./routing-server-stub.ts";
import { createValhallaRouting } from "./valhalla-routing.ts";

const NOON = new Date("2026-11-23T05:00:00Z");
/** Monas – Bundaran HI – Semanggi – Blok M, with a side street at each end. */
const AXIS: LatLng[] = [MONAS, BUNDARAN_HI, { lat: -6.22, lng: 106.8142 }, BLOK_M];

function graphRouting(clock: () => Date = () => NOON): AdapterUnderTest {
  const points = [...AXIS, { lat: -6.1815, lng: 106.826 }, { lat: -6.2445, lng: 106.802 }];
  const graph = buildRoadGraph({
    ways: [
      { id: 1, nodeIds: [0, 1, 2, 3], roadClass: "primary", direction: "both", name: "Jalan Jenderal Sudirman" },
      { id: 2, nodeIds: [0, 4], roadClass: "residential", direction: "both", name: null },
      { id: 3, nodeIds: [3, 5], roadClass: "residential", direction: "both", name: null },
    ],
    positionOf: (id) => {
      const point = points[id];
      return point === undefined ? null : { latE7: Math.round(point.lat * 1e7), lngE7: Math.round(point.lng * 1e7) };
    },
  });
  return { provider: createGraphRouting(graph, { clock, timezone: "Asia/Jakarta" }) };
}

describeRoutingContract("haversine", async () => ({ provider: createHaversineRouting() }));
describeRoutingContract("the own graph", async () => graphRouting());
describeRoutingContract("OSRM", async () => {
  const stub = await startRoutingServerStub(replayOsrm);
  return { provider: createOsrmRouting({ url: stub.url }), close: () => stub.close() };
});
describeRoutingContract("Valhalla", async () => {
  const stub = await startRoutingServerStub(replayValhalla);
  return { provider: createValhallaRouting({ url: stub.url }), close: () => stub.close() };
});

describe("the own graph", () => {
  test("the evening takes longer than the night", async () => {
    const { provider } = graphRouting();
    const at = async (departAt: string): Promise<number> =>
      (await provider.route(MONAS, BLOK_M, { departAt: new Date(departAt) })).durationS;
    const evening = await at("2026-11-23T10:30:00Z");
    const night = await at("2026-11-22T20:00:00Z");
    expect(evening / night).toBeGreaterThan(1.8);
  });

  test("without a departure it goes by the clock", async () => {
    const evening = graphRouting(() => new Date("2026-11-23T10:30:00Z"));
    const noon = graphRouting();
    const [late, early] = await Promise.all([
      evening.provider.route(MONAS, BLOK_M),
      noon.provider.route(MONAS, BLOK_M),
    ]);
    expect(late.durationS).toBeGreaterThan(early.durationS);
    expect(late.distanceM).toBe(early.distanceM);
  });

  test("a place that is not on Earth is refused as such", async () => {
    await expect(graphRouting().provider.route({ lat: NaN, lng: 0 }, BLOK_M)).rejects.toMatchObject({
      code: "INVALID_COORDINATES",
    });
  });

  test("a driver far from every road has no ETA, and the others keep theirs", async () => {
    const etas = await graphRouting().provider.etasTo(BLOK_M, [AT_SEA, BLOK_M]);
    expect(etas[0]).toBeNull();
    expect(etas[1]?.durationS).toBeLessThan(30);
  });
});

describe.each([
  ["OSRM", (url: string) => createOsrmRouting({ url, timeoutMs: 300 })],
  ["Valhalla", (url: string) => createValhallaRouting({ url, timeoutMs: 300 })],
])("%s", (_, create) => {
  let stub: RoutingServerStub | null = null;
  afterEach(async () => {
    await stub?.close();
  });

  test.each([
    ["fails", () => ({ status: 500, json: {} })],
    ["is overloaded", () => ({ status: 429, json: {} })],
    ["answers nonsense", () => ({ json: { hello: "world" } })],
  ])("a server that %s is a dependency that is not available", async (__, answer) => {
    stub = await startRoutingServerStub(answer);
    await expect(create(stub.url).route(MONAS, BLOK_M)).rejects.toMatchObject({ code: "DEPENDENCY_UNAVAILABLE" });
    await expect(create(stub.url).etasTo(MONAS, [BLOK_M])).rejects.toBeInstanceOf(DomainError);
  });

  test("a server that is not there is a dependency that is not available", async () => {
    stub = await startRoutingServerStub(() => undefined);
    const { url } = stub;
    await stub.close();
    await expect(create(url).route(MONAS, BLOK_M)).rejects.toMatchObject({ code: "DEPENDENCY_UNAVAILABLE" });
  });
});

test("OSRM is asked on its own path below a prefix", async () => {
  const stub = await startRoutingServerStub((path, body) => replayOsrm(path.replace("/osrm", ""), body));
  await createOsrmRouting({ url: `${stub.url}/osrm` }).route(MONAS, BLOK_M);
  await stub.close();
  expect(stub.asked[0]).toMatch(/^\/osrm\/route\/v1\/driving\/106\.822900,-6\.180500;106\.798100,-6\.244300\?/);
});

/** How a server would see a pair of the contract's places: along the axis at 27 km/h; nothing at sea. */
function leg(from: LatLng, to: LatLng): { distanceM: number; durationS: number } | null {
  if ([from, to].some(({ lat }) => lat > -6)) return null;
  const distanceM = haversineM(from, to) * 1.2;
  return { distanceM, durationS: distanceM / 7.5 };
}

function replayOsrm(path: string, _body: string): { status?: number; json: unknown } | undefined {
  const [, service, list = "", query = ""] = /^\/(route|table)\/v1\/driving\/([^?]+)\?(.*)$/.exec(path) ?? [];
  const points = list.split(";").map((pair): LatLng => {
    const [lng = NaN, lat = NaN] = pair.split(",").map(Number);
    return { lat, lng };
  });
  if (service === "table") {
    const parameters = new URLSearchParams(query);
    const pick = (name: string): LatLng[] =>
      (parameters.get(name) ?? "").split(";").flatMap((index) => points[Number(index)] ?? []);
    const rows = pick("sources").map((from) => pick("destinations").map((to) => leg(from, to)));
    return {
      json: {
        code: "Ok",
        durations: rows.map((row) => row.map((each) => each?.durationS ?? null)),
        distances: rows.map((row) => row.map((each) => each?.distanceM ?? null)),
      },
    };
  }
  const [from, to] = points;
  if (service !== "route" || from === undefined || to === undefined) return undefined;
  const found = leg(from, to);
  if (found === null) return { status: 400, json: { code: "NoRoute", message: "Impossible route between points" } };
  const step = (type: string, location: LatLng, share: number) => ({
    distance: found.distanceM * share,
    duration: found.durationS * share,
    name: type === "turn" ? "Jalan Jenderal Sudirman" : "",
    maneuver: { type, modifier: "slight left", location: toLngLat(location), bearing_before: 0, bearing_after: 180 },
    mode: "driving",
  });
  return {
    json: {
      code: "Ok",
      waypoints: [],
      routes: [
        {
          distance: found.distanceM,
          duration: found.durationS,
          weight: found.durationS,
          weight_name: "routability",
          geometry: { type: "LineString", coordinates: AXIS.map(toLngLat) },
          legs: [
            { summary: "", steps: [step("depart", from, 0.4), step("turn", BUNDARAN_HI, 0.6), step("arrive", to, 0)] },
          ],
        },
      ],
    },
  };
}

const placeSchema = z.object({ lat: z.number(), lon: z.number() }).transform(({ lat, lon }) => ({ lat, lng: lon }));
const valhallaRequestSchema = z.object({
  costing: z.enum(["auto", "motor_scooter"]),
  locations: z.array(placeSchema).optional(),
  sources: z.array(placeSchema).optional(),
  targets: z.array(placeSchema).optional(),
});

function replayValhalla(path: string, body: string): { status?: number; json: unknown } | undefined {
  const { locations, sources = [], targets = [] } = valhallaRequestSchema.parse(JSON.parse(body));
  if (path === "/sources_to_targets") {
    const rows = sources.map((from, row) =>
      targets.map((to, column) => {
        const found = leg(from, to);
        const [time, distance] = found === null ? [null, null] : [found.durationS, found.distanceM / 1_000];
        return { time, distance, from_index: row, to_index: column };
      }),
    );
    return { json: { sources_to_targets: rows, units: "kilometers", algorithm: "costmatrix" } };
  }
  const [from, to] = locations ?? [];
  if (path !== "/route" || from === undefined || to === undefined) return undefined;
  const found = leg(from, to);
  if (found === null) {
    const error = "No path could be found for input";
    return { status: 400, json: { error_code: 442, error, status_code: 400, status: "Bad Request" } };
  }
  const maneuver = (type: number, share: number, at: number) => ({
    type,
    length: (found.distanceM / 1_000) * share,
    time: found.durationS * share,
    begin_shape_index: at,
    ...(type === 16 ? { street_names: ["Jalan Jenderal Sudirman"] } : {}),
  });
  return {
    json: {
      trip: {
        locations: [],
        status: 0,
        summary: { length: found.distanceM / 1_000, time: found.durationS },
        legs: [
          { shape: encodePolyline(AXIS, 6), maneuvers: [maneuver(1, 0.4, 0), maneuver(16, 0.6, 1), maneuver(4, 0, 3)] },
        ],
      },
    },
  };
}
