import { DomainError, type ErrorCode } from "@atlas/core/errors";
import { fromLngLat, haversineM, type LatLng } from "@atlas/core/geo";
import type { RoutingProvider } from "@atlas/core/routing";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { AT_SEA, BLOK_M, BUNDARAN_HI, FIELDS, ISLAND, MONAS } from "./contract-roads.ts";

/** An adapter under test, over `CONTRACT_ROADS`, and what must be closed after it. */
export interface AdapterUnderTest {
  readonly provider: RoutingProvider;
  readonly close?: () => Promise<void>;
}

export interface ContractOptions {
  /** Whether motorbikes are distinguished from cars; OSRM's vehicle is chosen when its data is prepared. */
  readonly knowsVehicles?: boolean;
  /** Whether the shortest route can be requested; the recorded responses have none. */
  readonly knowsShortest?: boolean;
}

const NOT_ON_EARTH: LatLng = { lat: 95, lng: 106.8 };

/** What every RoutingProvider promises. An adapter that only estimates knows no sea. */
export function describeRoutingContract(
  name: string,
  start: () => Promise<AdapterUnderTest>,
  { knowsVehicles = true, knowsShortest = true }: ContractOptions = {},
): void {
  describe(`${name} as a routing provider`, () => {
    let adapter: AdapterUnderTest;
    beforeAll(async () => {
      adapter = await start();
    });
    afterAll(async () => {
      await adapter.close?.();
    });

    test("a route is at least as long as the crow flies, takes time, and says whether it is an estimate", async () => {
      const route = await adapter.provider.route(MONAS, BLOK_M);
      expect(route.distanceM).toBeGreaterThan(haversineM(MONAS, BLOK_M) * 0.98);
      expect(route.distanceM).toBeLessThan(haversineM(MONAS, BLOK_M) * 3);
      expect(route.durationS).toBeGreaterThan(route.distanceM / 40);
      expect(route.isEstimate).toBe(adapter.provider.isEstimate);
    });

    test.runIf(knowsShortest)("the shortest route is no longer than the quickest", async () => {
      const [quickest, shortest] = await Promise.all([
        adapter.provider.route(MONAS, BLOK_M),
        adapter.provider.route(MONAS, BLOK_M, { by: "distance" }),
      ]);
      expect(shortest.distanceM).toBeLessThanOrEqual(quickest.distanceM);
      expect(shortest.distanceM).toBeGreaterThan(haversineM(MONAS, BLOK_M) * 0.98);
    });

    test("its line leads from the pickup to the dropoff", async () => {
      const { geometry } = await adapter.provider.route(MONAS, BLOK_M);
      const [first, last] = [geometry[0], geometry[geometry.length - 1]];
      if (first === undefined || last === undefined) throw new Error("a line has ends");
      expect(geometry.length).toBeGreaterThanOrEqual(2);
      expect(haversineM(fromLngLat(first), MONAS)).toBeLessThan(150);
      expect(haversineM(fromLngLat(last), BLOK_M)).toBeLessThan(150);
    });

    test("its turns begin with the departure, end with the arrival and add up", async () => {
      const { turns, distanceM, durationS } = await adapter.provider.route(MONAS, BLOK_M);
      expect([turns[0]?.kind, turns[turns.length - 1]?.kind]).toEqual(["depart", "arrive"]);
      expect(Math.abs(turns.reduce((sum, turn) => sum + turn.distanceM, 0) / distanceM - 1)).toBeLessThan(0.01);
      expect(Math.abs(turns.reduce((sum, turn) => sum + turn.durationS, 0) / durationS - 1)).toBeLessThan(0.01);
      expect(turns.every(({ at }) => haversineM(at, MONAS) < 10_000)).toBe(true);
    });

    test("from a place to itself the route has no length and two points", async () => {
      const route = await adapter.provider.route(BLOK_M, BLOK_M);
      expect(route.distanceM).toBeLessThan(30);
      expect(route.geometry.length).toBeGreaterThanOrEqual(2);
    });

    test("ETAs come in the order of the origins, the nearer one sooner", async () => {
      const [far, close] = await adapter.provider.etasTo(BLOK_M, [MONAS, BLOK_M], { maxDurationS: 7_200 });
      expect(close?.durationS).toBeLessThan(60);
      expect(far?.durationS).toBeGreaterThan(300);
      expect(far?.isEstimate).toBe(adapter.provider.isEstimate);
    });

    test("an ETA is the route's", async () => {
      const [eta] = await adapter.provider.etasTo(BLOK_M, [MONAS], { maxDurationS: 7_200 });
      const route = await adapter.provider.route(MONAS, BLOK_M);
      expect(Math.abs((eta?.durationS ?? 0) / route.durationS - 1)).toBeLessThan(0.05);
      expect(Math.abs((eta?.distanceM ?? 0) / route.distanceM - 1)).toBeLessThan(0.05);
    });

    test("an origin that takes longer than allowed has no ETA", async () => {
      expect(await adapter.provider.etasTo(BLOK_M, [MONAS], { maxDurationS: 60 })).toEqual([null]);
    });

    test("no origins give an empty result, not a failure", async () => {
      expect(await adapter.provider.etasTo(BLOK_M, [])).toEqual([]);
      expect(await adapter.provider.matrix([], [BLOK_M])).toEqual([]);
      expect(await adapter.provider.matrix([BLOK_M], [])).toEqual([[]]);
    });

    test("a matrix has a row for each origin and a column for each destination", async () => {
      const matrix = await adapter.provider.matrix([MONAS, BUNDARAN_HI, BLOK_M], [MONAS, BLOK_M], {
        maxDurationS: 7_200,
      });
      expect(matrix.map((row) => row.length)).toEqual([2, 2, 2]);
      expect(matrix[0]?.[0]?.durationS).toBeLessThan(60);
      expect(matrix[2]?.[1]?.durationS).toBeLessThan(60);
      const [fromMonas, fromHi] = [matrix[0]?.[1]?.durationS ?? 0, matrix[1]?.[1]?.durationS ?? Infinity];
      expect(fromHi).toBeLessThan(fromMonas);
    });

    test.each([
      ["at sea", AT_SEA],
      ["in the fields, 7 km from any road", FIELDS],
      ["on an island without a bridge", ISLAND],
    ])("a place %s is refused with ROUTE_NOT_FOUND, unless the adapter only estimates", async (_, place) => {
      const { provider } = adapter;
      const expected = provider.isEstimate ? "estimate" : "ROUTE_NOT_FOUND";
      expect(await outcomeOf(provider.route(MONAS, place))).toBe(expected);
      expect(await outcomeOf(provider.route(place, MONAS))).toBe(expected);
    });

    test("origins without a route have no ETA, and the others keep theirs", async () => {
      const { provider } = adapter;
      const etas = await provider.etasTo(BLOK_M, [AT_SEA, BLOK_M, ISLAND, FIELDS], { maxDurationS: 7_200 });
      expect(etas[1]?.durationS).toBeLessThan(60);
      if (!provider.isEstimate) expect([etas[0], etas[2], etas[3]]).toEqual([null, null, null]);
      expect(etas.every((eta) => eta === null || eta.isEstimate === provider.isEstimate)).toBe(true);
    });

    test("a destination without a route has no ETAs, and the others keep theirs", async () => {
      const { provider } = adapter;
      if (provider.isEstimate) return;
      expect(await provider.etasTo(AT_SEA, [BLOK_M, MONAS])).toEqual([null, null]);
      const matrix = await provider.matrix([BLOK_M, MONAS, AT_SEA], [AT_SEA, BLOK_M], { maxDurationS: 7_200 });
      expect(matrix.map((row) => row.map((eta) => eta !== null))).toEqual([
        [false, true],
        [false, true],
        [false, false],
      ]);
    });

    test("more drivers than a server takes at once all get their ETA", async () => {
      const origins = Array.from({ length: 101 }, (_, index) => (index % 2 === 0 ? MONAS : BLOK_M));
      const etas = await adapter.provider.etasTo(BLOK_M, origins, { maxDurationS: 7_200 });
      expect(etas.map((eta) => (eta === null ? "none" : eta.durationS > 300 ? "far" : "near"))).toEqual(
        origins.map((origin) => (origin === MONAS ? "far" : "near")),
      );
    });

    test("a place that is not on Earth is refused as such", async () => {
      const { provider } = adapter;
      const nowhere: LatLng = { lat: NaN, lng: 0 };
      expect(await outcomeOf(provider.route(NOT_ON_EARTH, BLOK_M))).toBe("INVALID_COORDINATES");
      expect(await outcomeOf(provider.route(BLOK_M, nowhere))).toBe("INVALID_COORDINATES");
      await expect(provider.etasTo(BLOK_M, [MONAS, nowhere])).rejects.toMatchObject({ code: "INVALID_COORDINATES" });
    });

    test.runIf(knowsVehicles)("a motorbike keeps off the toll road", async () => {
      const { provider } = adapter;
      if (provider.isEstimate) return;
      const streets = async (vehicleType: "go-ride" | "go-car"): Promise<(string | null)[]> =>
        (await provider.route(MONAS, BLOK_M, { vehicleType })).turns.map(({ street }) => street);
      expect(await streets("go-car")).toContain("Tol Dalam Kota");
      expect(await streets("go-ride")).not.toContain("Tol Dalam Kota");
    });
  });
}

async function outcomeOf(asked: Promise<{ readonly isEstimate: boolean }>): Promise<ErrorCode | "estimate" | "route"> {
  try {
    return (await asked).isEstimate ? "estimate" : "route";
  } catch (error) {
    if (error instanceof DomainError) return error.code;
    throw error;
  }
}
