import fc from "fast-check";
import { expect, test } from "vitest";
import { BestFirst } from "./best-first.ts";
import type { RoundCandidate } from "./round-candidate.ts";

const candidate = (driverId: string, etaS: number | null): RoundCandidate => ({
  driverId,
  distanceM: 0,
  etaS,
  idleS: 0,
  offersSeen: 0,
  offersAccepted: 0,
});
const byEta = ({ etaS }: RoundCandidate): number | null => etaS;

test("who cannot be asked or is dearer than the limit is not ranked; who costs just as much is", () => {
  const candidates = [candidate("at", 100), candidate("over", 101), candidate("cut-off", null), candidate("near", 5)];
  const best = new BestFirst(candidates, { scoreOf: byEta, atMost: 100 });
  expect(best.size).toBe(2);
  expect([best.driverAt(0), best.driverAt(1)]).toEqual(["near", "at"]);
  expect([best.scoreAt(0), best.scoreAt(1), best.scoreAt(2), best.scoreAt(50)]).toEqual([5, 100, Infinity, Infinity]);
});

test("nobody is nobody's best", () => {
  const none = new BestFirst([], { scoreOf: byEta, atMost: Infinity });
  expect([none.size, none.scoreAt(0)]).toEqual([0, Infinity]);
});

test("whatever rank is asked for first, it is the rank of a full sort: by score, equal scores by id", () => {
  const drivers = fc.uniqueArray(fc.tuple(fc.integer({ min: 100, max: 999 }), fc.integer({ min: -3, max: 8 })), {
    selector: ([id]) => id,
    minLength: 1,
    maxLength: 80,
  });
  fc.assert(
    fc.property(drivers, fc.array(fc.nat(79), { maxLength: 20 }), (pairs, ranks) => {
      const candidates = pairs.map(([id, etaS]) => candidate(`d${id}`, etaS));
      const sorted = candidates.toSorted((a, b) => (a.etaS ?? 0) - (b.etaS ?? 0) || (a.driverId < b.driverId ? -1 : 1));
      const best = new BestFirst(candidates, { scoreOf: byEta, atMost: Infinity });
      expect(best.size).toBe(sorted.length);
      for (const rank of [...ranks.map((each) => each % sorted.length), ...sorted.keys()]) {
        expect([best.driverAt(rank), best.scoreAt(rank)]).toEqual([sorted[rank]?.driverId, sorted[rank]?.etaS]);
      }
    }),
    { numRuns: 200 },
  );
});

test("a round that looks at the best only compares a handful of many", () => {
  let compared = 0;
  const candidates = Array.from({ length: 4_096 }, (_, index) => {
    const made = candidate("", (index * 2_654_435_761) % 1_000);
    return Object.defineProperty({ ...made }, "driverId", {
      get: () => {
        compared += 1;
        return `driver-${index}`;
      },
    });
  });
  const best = new BestFirst(candidates, { scoreOf: byEta, atMost: Infinity });
  expect(best.scoreAt(0)).toBe(0);
  expect(compared).toBeLessThan(4_096);
});
