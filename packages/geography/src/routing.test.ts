import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { haversineM, type LatLng, toLngLat } from "@atlas/core/geo";
import { buildRoadGraph } from "@atlas/core/roads/build-road-graph";
import { encodeGraph } from "@atlas/core/roads/graph-file";
import { isRoadClass } from "@atlas/core/roads/road-class";
import type { RoadGraph } from "@atlas/core/roads/road-graph";
import type { RoadWay } from "@atlas/core/roads/road-network";
import { describe, expect, test } from "vitest";
import { z } from "zod";
import { AT_SEA, BLOK_M, BUNDARAN_HI, CONTRACT_ROADS, FIELDS, ISLAND, MONAS } from "./testing/contract-roads.ts";
import { createGraphRouting } from "./graph-routing.ts";
import { createHaversineRouting } from "./haversine-routing.ts";
import { createOsrmRouting } from "./osrm-routing.ts";
import { type AdapterUnderTest, describeRoutingContract } from "./testing/routing-contract.ts";
import { describeServerFailures } from "./testing/server-failure-contract.ts";
import { type StubResponse, startRoutingServerStub } from "./testing/routing-server-stub.ts";
import { replayValhalla } from "./testing/valhalla-responses.ts";
import { GroundThreads } from "./threads/ground-threads.ts";
import { createThreadedRouting } from "./threads/threaded-ground.ts";
import { createValhallaRouting } from "./valhalla-routing.ts";

const NOON = new Date("2026-11-23T05:00:00Z");

function graphRouting(clock: () => Date = () => NOON): AdapterUnderTest {
  return { provider: createGraphRouting(contractGraph(), { clock, timezone: "Asia/Jakarta" }) };
}

/** The same graph as a city's file, which a thread reads. */
async function threadedRouting(): Promise<AdapterUnderTest> {
  const cityDir = await mkdtemp(join(tmpdir(), "atlas-city-"));
  await mkdir(join(cityDir, "town"));
  await writeFile(join(cityDir, "town", "graph.bin"), encodeGraph(contractGraph()));
  const threads = new GroundThreads({ cityDir, count: 1 });
  return {
    provider: createThreadedRouting({ threads, cityId: "town", caller: "somebody" }, { clock: () => NOON }),
    async close() {
      await threads[Symbol.asyncDispose]();
      await rm(cityDir, { recursive: true });
    },
  };
}

function contractGraph(): RoadGraph {
  const positions = new Map(CONTRACT_ROADS.nodes.map(({ id, at }) => [id, at]));
  return buildRoadGraph({
    ways: CONTRACT_ROADS.ways.flatMap(({ id, nodeIds, tags }): RoadWay[] => {
      const roadClass = tags["highway"];
      if (!isRoadClass(roadClass)) return [];
      const direction = roadClass === "motorway" ? "forward" : "both";
      return [{ id, nodeIds, roadClass, direction, name: tags["name"] ?? null }];
    }),
    positionOf: (id) => {
      const [lat, lng] = positions.get(id) ?? [NaN, NaN];
      return { latE7: Math.round(lat * 1e7), lngE7: Math.round(lng * 1e7) };
    },
  });
}

describeRoutingContract("haversine", async () => ({ provider: createHaversineRouting() }));
describeRoutingContract("the own graph", async () => graphRouting());
describeRoutingContract("the own graph, on a thread,", threadedRouting);
describeRoutingContract(
  "OSRM",
  async () => {
    const stub = await startRoutingServerStub(respondLikeOsrm);
    return { provider: createOsrmRouting({ url: stub.url }), close: () => stub.close() };
  },
  { knowsVehicles: false },
);
describeRoutingContract(
  "Valhalla, as recorded,",
  async () => {
    const stub = await startRoutingServerStub(await replayValhalla());
    return { provider: createValhallaRouting({ url: stub.url }), close: () => stub.close() };
  },
  { knowsShortest: false },
);
describeServerFailures("OSRM", (url) => createOsrmRouting({ url, timeoutMs: 200 }));
describeServerFailures("Valhalla", (url) => createValhallaRouting({ url, timeoutMs: 200 }));

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
});

test("OSRM is asked on its own path below a prefix, and not for roads farther than 2 km", async () => {
  const stub = await startRoutingServerStub((path) => respondLikeOsrm(path.replace("/osrm", "")));
  await createOsrmRouting({ url: `${stub.url}/osrm` }).route(MONAS, BLOK_M);
  await stub.close();
  expect(stub.asked[0]).toMatch(/^\/osrm\/route\/v1\/driving\/106\.822900,-6\.180500;106\.798100,-6\.244300\?/);
  expect(stub.asked[0]).toMatch(/radiuses=2000;2000$/);
});

test("of the routes that OSRM offers the shortest is taken where that is asked for", async () => {
  const stub = await startRoutingServerStub((path) => {
    const reply = z
      .object({ routes: z.array(z.looseObject({ distance: z.number() })) })
      .safeParse(respondLikeOsrm(path)?.json);
    const [route] = reply.data?.routes ?? [];
    if (route === undefined || !path.includes("alternatives=3")) return respondLikeOsrm(path);
    return { json: { code: "Ok", routes: [route, { ...route, distance: route.distance - 500 }] } };
  });
  const provider = createOsrmRouting({ url: stub.url });
  const [quickest, shortest] = [
    await provider.route(MONAS, BLOK_M),
    await provider.route(MONAS, BLOK_M, { by: "distance" }),
  ];
  await stub.close();
  expect(shortest.distanceM).toBe(quickest.distanceM - 500);
});

test("Valhalla is asked for the shortest route of the vehicle", async () => {
  const bodies: unknown[] = [];
  const stub = await startRoutingServerStub((_, body) => {
    bodies.push(JSON.parse(body));
    return { status: 400, json: { error_code: 442, error: "No path could be found for input" } };
  });
  const route = createValhallaRouting({ url: stub.url }).route(MONAS, BLOK_M, {
    by: "distance",
    vehicleType: "go-ride",
  });
  await expect(route).rejects.toMatchObject({ code: "ROUTE_NOT_FOUND" });
  await stub.close();
  expect(bodies).toMatchObject([{ costing: "motor_scooter", costing_options: { motor_scooter: { shortest: true } } }]);
});

test("the shortest route of the own graph may take longer, and keeps motorbikes off the toll road", async () => {
  const { provider } = graphRouting();
  const [quickest, shortest] = await Promise.all(
    ([undefined, "distance"] as const).map((by) => provider.route(BUNDARAN_HI, BLOK_M, { by, vehicleType: "go-car" })),
  );
  expect(shortest?.distanceM).toBeLessThanOrEqual(quickest?.distanceM ?? 0);
  expect(shortest?.durationS).toBeGreaterThanOrEqual(quickest?.durationS ?? Infinity);
  const streets = await provider.route(BUNDARAN_HI, BLOK_M, { by: "distance", vehicleType: "go-ride" });
  expect(streets.turns.map(({ street }) => street)).not.toContain("Tol Dalam Kota");
});

/** How an OSRM server would see a pair of the contract's places: along the axis at 27 km/h. */
function leg(from: LatLng, to: LatLng): { distanceM: number; durationS: number } | null {
  if (isAt(from, ISLAND) !== isAt(to, ISLAND)) return null;
  const distanceM = haversineM(from, to) * 1.2;
  return { distanceM, durationS: distanceM / 7.5 };
}

function isAt(place: LatLng, known: LatLng): boolean {
  return haversineM(place, known) < 10;
}

/** Responds exactly as OSRM's API is specified, which has no build that a test could run. */
function respondLikeOsrm(path: string): StubResponse | undefined {
  const [, service, list = "", query = ""] = /^\/(route|table)\/v1\/driving\/([^?]+)\?(.*)$/.exec(path) ?? [];
  const points = list.split(";").map((pair): LatLng => {
    const [lng = NaN, lat = NaN] = pair.split(",").map(Number);
    return { lat, lng };
  });
  const parameters = new URLSearchParams(query);
  if (points.length > 100) return { status: 400, json: { code: "TooBig", message: "Too many table coordinates" } };
  if (points.some((point) => isAt(point, AT_SEA) || isAt(point, FIELDS))) {
    const message = "Could not find a matching segment for coordinate 0";
    return { status: 400, json: { code: "NoSegment", message } };
  }
  if (service === "table") {
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
          geometry: { type: "LineString", coordinates: [from, to].map(toLngLat) },
          legs: [
            { summary: "", steps: [step("depart", from, 0.4), step("turn", BUNDARAN_HI, 0.6), step("arrive", to, 0)] },
          ],
        },
      ],
    },
  };
}
