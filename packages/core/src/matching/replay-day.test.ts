import { describe, expect, test } from "vitest";
import { destination, haversineM, type LatLng } from "../geo.ts";
import type { MatchingPolicy } from "./plan-round.ts";
import { type ReplayOptions, type ReplayReport, type ReplayRoads, type ReplayTrip, replayDay } from "./replay-day.ts";

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

describe("a day that can be reckoned by hand", () => {
  /** Straight roads at 10 m/s, and trips of five minutes wherever they go. */
  const straight: ReplayRoads = {
    etasTo: async (to, origins) =>
      origins.map((from) => ({ durationS: haversineM(from, to) / 10, distanceM: haversineM(from, to) })),
    tripS: () => 300,
  };
  const north = (metres: number): LatLng => destination(CENTER, 0, metres);
  const trip = (tS: number, pickup = CENTER, dropoff = CENTER): ReplayTrip => ({ tS, pickup, dropoff });

  async function play(
    day: readonly ReplayTrip[],
    starts: readonly LatLng[],
    change: Partial<ReplayOptions & { roads: ReplayRoads }> = {},
  ): Promise<ReplayReport> {
    let clockMs = 0;
    const { roads = straight, ...options } = change;
    return await replayDay(day, roads, {
      policy: "road-eta",
      starts,
      random: () => 0.5,
      betterPlace: () => north(4_000),
      declineShare: 0,
      patienceS: 180,
      forwardMaxRemainingS: 0,
      nowMs: () => (clockMs += 4),
      ...options,
    });
  }

  test("one trip and one driver a kilometre away", async () => {
    expect(await play([trip(10)], [north(1_000)])).toEqual({
      trips: 1,
      servedShare: 1,
      meanPickupEtaS: expect.closeTo(100, 6),
      p90PickupEtaS: expect.closeTo(100, 6),
      meanWaitS: 0,
      emptyKm: expect.closeTo(1, 6),
      meanRoundMs: 4,
    });
  });

  test("a day without trips, and one without drivers", async () => {
    const nothing = { meanPickupEtaS: 0, p90PickupEtaS: 0, meanWaitS: 0, emptyKm: 0, servedShare: 0 };
    expect(await play([], [CENTER])).toEqual({ ...nothing, trips: 0, meanRoundMs: 0 });
    expect(await play([trip(0)], [])).toEqual({ ...nothing, trips: 1, meanRoundMs: 4 });
  });

  test("a driver five kilometres away is asked, one farther away is not", async () => {
    expect((await play([trip(0)], [north(4_999)])).servedShare).toBe(1);
    expect((await play([trip(0)], [north(5_001)])).servedShare).toBe(0);
  });

  test("nobody is sent where no road leads, and of many drivers only the 24 nearest are looked at", async () => {
    const onlyFrom = (metres: number): ReplayRoads => ({
      ...straight,
      etasTo: async (_, origins) =>
        origins.map((from) => (haversineM(from, CENTER) > metres ? { durationS: 60, distanceM: 600 } : null)),
    });
    const starts = Array.from({ length: 25 }, (_, index) => north(100 + 10 * (24 - index)));
    expect((await play([trip(0)], starts, { roads: onlyFrom(325) })).servedShare).toBe(1);
    expect((await play([trip(0)], starts, { roads: onlyFrom(335) })).servedShare).toBe(0);
  });

  test("who finds nobody is tried again every other second until a driver has ended a trip, or patience", async () => {
    const day = [trip(0, CENTER, north(500)), trip(1)];
    const report = await play(day, [CENTER], { patienceS: 300 });
    // The first trip takes 300 s; the second rider asked at second 1 and is tried at 300.
    expect(report).toMatchObject({ servedShare: 1, meanWaitS: 299 / 2, emptyKm: expect.closeTo(0.25, 6) });
    expect(report.meanPickupEtaS).toBeCloseTo(25, 6);
    expect((await play(day, [CENTER], { patienceS: 298 })).servedShare).toBe(0.5);
    expect((await play(day, [CENTER], { patienceS: 299 })).servedShare).toBe(1);
  });

  test("the ninetieth percentile is that of the slowest tenth", async () => {
    const spread = Array.from({ length: 10 }, (_, index) => trip(0, north(0), north(index)));
    const starts = Array.from({ length: 10 }, (_, index) => north(100 * (index + 1)));
    const report = await play(spread, starts);
    expect(report.p90PickupEtaS).toBeCloseTo(100, 6);
    expect(report.meanPickupEtaS).toBeCloseTo(55, 6);
  });

  test("a driver who declines takes six seconds for it, and is not asked again for that rider", async () => {
    const etas =
      (...given: number[]): (() => number) =>
      () =>
        given.shift() ?? 0.9;
    const declined = { declineShare: 0.1, random: etas(0.05) };
    const report = await play([trip(0)], [north(100), north(2_000)], declined);
    expect(report).toMatchObject({ servedShare: 1, meanWaitS: 6 });
    expect(report.meanPickupEtaS).toBeCloseTo(200, 6);
    expect((await play([trip(0)], [north(100)], { declineShare: 0.1, random: etas(0.05) })).servedShare).toBe(0);
    expect((await play([trip(0)], [north(100)], { declineShare: 0.1, random: etas(0.1) })).servedShare).toBe(1);
  });

  test("a driver who has waited ten minutes goes to a better place, and waits there for ten more", async () => {
    let moves = 0;
    const betterPlace = (): LatLng => {
      moves += 1;
      return north(3_000);
    };
    // The day begins with a trip that is out of reach.
    const of = async (tS: number): Promise<[number, number]> => {
      moves = 0;
      const { emptyKm } = await play([trip(0, north(40_000)), trip(tS)], [north(1_000)], { betterPlace });
      return [moves, Math.round(emptyKm)];
    };
    expect([await of(599), await of(600), await of(1_199), await of(1_200)]).toEqual([
      [0, 1],
      [1, 3],
      [1, 3],
      [2, 3],
    ]);
  });

  describe("with one car, on a trip that ends at the centre", () => {
    /** The trip runs from second 0 to 300; another rider asks a kilometre from its end. */
    const day = (tS: number, awayM = 1_000): ReplayTrip[] => [trip(0), trip(tS, north(awayM))];
    const waitOf = async (day: readonly ReplayTrip[], change: Partial<ReplayOptions> = {}): Promise<number> => {
      const report = await play(day, [CENTER], { forwardMaxRemainingS: 100, patienceS: 400, ...change });
      expect(report.servedShare).toBe(1);
      return report.meanWaitS * 2;
    };

    test("it is offered another trip while driving, when the end and the pickup are near", async () => {
      expect(await waitOf(day(200))).toBe(0);
      expect(await waitOf(day(198))).toBe(2);
      expect(await waitOf(day(200, 1_999))).toBe(0);
      expect(await waitOf(day(200, 2_001))).toBe(100);
    });

    test("the rider waits for the rest of the trip, the handover and the drive", async () => {
      const report = await play(day(250), [CENTER], { forwardMaxRemainingS: 100 });
      expect(report.meanPickupEtaS).toBeCloseTo((0 + 50 + 45 + 100) / 2, 6);
      expect(report.emptyKm).toBeCloseTo(0.5, 6);
    });

    test("it is not promised twice, nor by who goes by straight lines, nor where it is switched off", async () => {
      expect(await waitOf(day(250), { policy: "straight-line" })).toBe(50);
      expect(await waitOf(day(250), { forwardMaxRemainingS: 0 })).toBe(50);
      const three = [...day(250), trip(252, north(1_000))];
      expect((await play(three, [CENTER], { forwardMaxRemainingS: 100, patienceS: 100 })).servedShare).toBeCloseTo(
        2 / 3,
      );
    });

    test("where a free car is two minutes away, nobody looks for one on a trip", async () => {
      const next = { forwardMaxRemainingS: 100, patienceS: 400 };
      const empty = async (freeM: number): Promise<number> =>
        (await play([trip(0), trip(295, north(10))], [CENTER, north(10 + freeM)], next)).emptyKm * 2;
      expect(await empty(1_199)).toBeCloseTo(1.199, 3);
      expect(await empty(1_210)).toBeCloseTo(0.01, 3);
    });
  });

  describe("in a batch", () => {
    test("those who were not served meet when their window ends, and who asks meanwhile nearby joins them", async () => {
      // The first rider at second 1 finds nobody, and meets the others at every even second.
      const scarce = [trip(1), trip(3)];
      const report = await play(scarce, [north(6_000)], {
        policy: "batch",
        betterPlace: () => north(2_001),
        patienceS: 1_200,
      });
      // The car moves near at second 600, and serves who has waited longer; the other in the round after 1,100.1.
      expect(report.servedShare).toBe(1);
      expect(report.meanPickupEtaS).toBeCloseTo(200.1 / 2, 6);
      expect(report.meanWaitS).toBeCloseTo((599 + (1_102 - 3)) / 2, 6);
    });

    test("who asks far from those who wait is served at once", async () => {
      const far = destination(CENTER, 90, 20_000);
      const day = [trip(0), trip(3, far)];
      const report = await play(day, [far], { policy: "batch" });
      expect(report).toMatchObject({ servedShare: 0.5, meanWaitS: 0 });
      const near = destination(CENTER, 90, 4_900);
      const joined = await play([trip(0), trip(3, near)], [destination(near, 90, 1_000)], { policy: "batch" });
      expect(joined).toMatchObject({ servedShare: 0.5, meanWaitS: 1 });
    });
  });
});
