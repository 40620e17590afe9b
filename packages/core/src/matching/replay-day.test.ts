import { expect, test } from "vitest";
import { destination, haversineM, type LatLng } from "../geo.ts";
import type { MatchingPolicy } from "./plan-round.ts";
import { type ReplayReport, type ReplayRoads, type ReplayTrip, replayDay } from "./replay-day.ts";

const CENTER: LatLng = { lat: -6.2, lng: 106.82 };

function numbers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
    return state / 2_147_483_648;
  };
}

/** A river runs north and south through the centre; there is one bridge, far in the south. */
const ROADS: ReplayRoads = {
  etasTo: async (to, origins) =>
    origins.map((from) => ({ durationS: drivenM(from, to) / 7, distanceM: drivenM(from, to) })),
  tripS: ({ pickup, dropoff }) => drivenM(pickup, dropoff) / 7,
};
/** 4 km south of the centre. */
const BRIDGE: LatLng = { lat: -6.235_973, lng: 106.82 };

function drivenM(from: LatLng, to: LatLng): number {
  const isSameBank = from.lng < CENTER.lng === to.lng < CENTER.lng;
  return isSameBank ? haversineM(from, to) : haversineM(from, BRIDGE) + haversineM(BRIDGE, to);
}

function somewhere(random: () => number): LatLng {
  return destination(CENTER, random() * 360, random() * 3_000);
}

function trips(count: number, random: () => number): ReplayTrip[] {
  return Array.from({ length: count }, () => ({
    tS: Math.floor(random() * 3_600),
    pickup: somewhere(random),
    dropoff: somewhere(random),
  }));
}

async function replay(
  policy: MatchingPolicy,
  drivers: number,
  seed = 1,
  forwardMaxRemainingS = 0,
): Promise<ReplayReport> {
  const random = numbers(seed);
  const day = trips(300, random);
  const starts = Array.from({ length: drivers }, () => somewhere(random));
  const options = { policy, starts, random, betterPlace: somewhere, declineShare: 0.1, patienceS: 180 };
  return await replayDay(day, ROADS, { ...options, forwardMaxRemainingS, nowMs: () => 0 });
}

test("the same seed replays the same day", async () => {
  expect(await replay("batch", 60)).toEqual(await replay("batch", 60));
  expect(await replay("batch", 60)).not.toEqual(await replay("batch", 60, 2));
});

test("empty kilometres are those of the road, not of the straight line", async () => {
  const { emptyKm, meanPickupEtaS } = await replay("straight-line", 200);
  expect(emptyKm).toBeCloseTo((meanPickupEtaS * 7) / 1_000, 6);
});

test("with ample drivers, knowing the roads brings them sooner and serves as many", async () => {
  const [naive, byRoad] = [await replay("straight-line", 200), await replay("road-eta", 200)];
  expect(naive.servedShare).toBe(1);
  expect(byRoad.servedShare).toBe(1);
  expect(byRoad.meanPickupEtaS).toBeLessThan(naive.meanPickupEtaS * 0.75);
});

test("with scarce drivers, weighing the orders against one another brings them sooner and serves no fewer", async () => {
  for (const seed of [1, 2, 3]) {
    const [naive, batch] = [await replay("straight-line", 40, seed), await replay("batch", 40, seed)];
    expect(naive.servedShare).toBeLessThan(0.95);
    expect(batch.servedShare).toBeGreaterThanOrEqual(naive.servedShare);
    expect(batch.meanPickupEtaS).toBeLessThan(naive.meanPickupEtaS * 0.75);
  }
});

test("where drivers are scarce, those who are about to end a trip nearby save empty kilometres and riders are served", async () => {
  const of = async (forwardMaxRemainingS: number): Promise<{ emptyKm: number; served: number }> => {
    const days = await Promise.all(
      [1, 2, 3, 4, 5, 6].map(async (seed) => replay("batch", 40, seed, forwardMaxRemainingS)),
    );
    const sum = (read: (day: ReplayReport) => number): number => days.reduce((total, day) => total + read(day), 0);
    return { emptyKm: sum(({ emptyKm }) => emptyKm), served: sum(({ servedShare }) => servedShare) };
  };
  const [without, forward] = [await of(0), await of(300)];
  expect(forward.emptyKm).toBeLessThan(without.emptyKm);
  expect(forward.served).toBeGreaterThan(without.served);
});

test("who goes by straight lines has no use for times", async () => {
  expect(await replay("straight-line", 25, 1, 300)).toEqual(await replay("straight-line", 25, 1));
});
