import { DomainError } from "@atlas/core/errors";
import { fromLngLat, haversineM, type LatLng } from "@atlas/core/geo";
import type { RoutingProvider } from "@atlas/core/routing";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

/** Places of the schematic city that every adapter under test must be able to route between. */
export const MONAS: LatLng = { lat: -6.1805, lng: 106.8229 };
export const BUNDARAN_HI: LatLng = { lat: -6.195, lng: 106.823 };
export const BLOK_M: LatLng = { lat: -6.2443, lng: 106.7981 };
/** In the Java Sea, 40 km from any road. */
export const AT_SEA: LatLng = { lat: -5.7, lng: 106.8 };

/** An adapter under test and what must be closed after it. */
export interface AdapterUnderTest {
  readonly provider: RoutingProvider;
  readonly close?: () => Promise<void>;
}

/** What every RoutingProvider promises. An adapter that only estimates knows no sea. */
export function describeRoutingContract(name: string, start: () => Promise<AdapterUnderTest>): void {
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
    });

    test("ETAs come in the order of the origins, the nearer one sooner", async () => {
      const [far, close] = await adapter.provider.etasTo(BLOK_M, [MONAS, BLOK_M], { maxDurationS: 7_200 });
      expect(close?.durationS).toBeLessThan(60);
      expect(far?.durationS).toBeGreaterThan(300);
      expect(far?.isEstimate).toBe(adapter.provider.isEstimate);
    });

    test("an origin that takes longer than allowed has no ETA", async () => {
      expect(await adapter.provider.etasTo(BLOK_M, [MONAS], { maxDurationS: 60 })).toEqual([null]);
    });

    test("nobody to ask about is no answer, not a failure", async () => {
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

    test("a place without roads is refused with ROUTE_NOT_FOUND, unless the adapter only estimates", async () => {
      const outcome = await adapter.provider.route(MONAS, AT_SEA).then(
        (route) => route.isEstimate,
        (error: unknown) => (error instanceof DomainError ? error.code : error),
      );
      expect(outcome).toBe(adapter.provider.isEstimate ? true : "ROUTE_NOT_FOUND");
    });
  });
}
