import fc from "fast-check";
import { munkres } from "munkres";
import { expect, test } from "vitest";
import { planRound } from "./plan-round.ts";
import type { RoundCandidate } from "./round-candidate.ts";

function candidate(driverId: string, etaS: number | null, more: Partial<RoundCandidate> = {}): RoundCandidate {
  return { driverId, distanceM: 500, etaS, idleS: 0, offersSeen: 0, offersAccepted: 0, ...more };
}

test("the driver who is nearest by road is asked, not the one nearest by straight line", () => {
  const candidates = [candidate("across-the-river", 600, { distanceM: 100 }), candidate("same-street", 90)];
  const [byRoad] = planRound([{ orderId: "o", waitedS: 0, candidates }], { policy: "road-eta" });
  const [byLine] = planRound([{ orderId: "o", waitedS: 0, candidates }], { policy: "straight-line" });
  expect(byRoad?.driverId).toBe("same-street");
  expect(byLine?.driverId).toBe("across-the-river");
});

test("a driver whom no road brings there is not ranked", () => {
  const [plan] = planRound([{ orderId: "o", waitedS: 0, candidates: [candidate("cut-off", null)] }]);
  expect(plan).toEqual({ orderId: "o", driverId: null, ranking: [] });
});

test("of two equally near drivers the one who has waited longer is asked", () => {
  const candidates = [candidate("fresh", 100), candidate("patient", 100, { idleS: 1_200 })];
  expect(planRound([{ orderId: "o", waitedS: 0, candidates }])[0]?.driverId).toBe("patient");
});

test("of two equally near drivers the one who accepts more is asked", () => {
  const candidates = [
    candidate("picky", 100, { offersSeen: 20, offersAccepted: 1 }),
    candidate("steady", 100, { offersSeen: 20, offersAccepted: 20 }),
  ];
  expect(planRound([{ orderId: "o", waitedS: 0, candidates }])[0]?.driverId).toBe("steady");
});

test("a batch sends the far driver to the order that only it can serve, and nobody twice", () => {
  const orders = [
    { orderId: "a", waitedS: 0, candidates: [candidate("near", 60), candidate("far", 200)] },
    { orderId: "b", waitedS: 0, candidates: [candidate("near", 80)] },
  ];
  expect(planRound(orders, { policy: "batch" }).map((plan) => plan.driverId)).toEqual(["far", "near"]);
  expect(planRound(orders, { policy: "road-eta" }).map((plan) => plan.driverId)).toEqual(["near", null]);
});

test("with one car for two riders the one who has waited longer gets it", () => {
  const orders = [
    { orderId: "new", waitedS: 0, candidates: [candidate("only", 60)] },
    { orderId: "old", waitedS: 90, candidates: [candidate("only", 80)] },
  ];
  expect(planRound(orders).map((plan) => plan.driverId)).toEqual([null, "only"]);
});

test("one after the other, who has waited longest chooses first, and who came first among equals", () => {
  const driven = (...waited: number[]) =>
    planRound(
      waited.map((waitedS, index) => ({
        orderId: `order-${index}`,
        waitedS,
        candidates: [candidate("a", 10), candidate("b", 20), candidate("c", 30)],
      })),
      { policy: "road-eta" },
    ).map(({ driverId }) => driverId);
  expect(driven(5, 90, 30)).toEqual(["c", "a", "b"]);
  expect(driven(30, 5, 90)).toEqual(["b", "c", "a"]);
  expect(driven(7, 7, 7)).toEqual(["a", "b", "c"]);
  expect(driven(7, 7, 7, 8)).toEqual(["b", "c", null, "a"]);
});

test("a second of a rider's wait is worth half a second of driving", () => {
  const compete = (waitedS: number) => [
    { orderId: "new", waitedS: 0, candidates: [candidate("only", 60)] },
    { orderId: "old", waitedS, candidates: [candidate("only", 160)] },
  ];
  expect(planRound(compete(190)).map((plan) => plan.driverId)).toEqual(["only", null]);
  expect(planRound(compete(210)).map((plan) => plan.driverId)).toEqual([null, "only"]);
  const weights = { perIdleMinuteS: 0, maxIdleS: 0, refusalS: 0, perRiderWaitS: 2 };
  expect(planRound(compete(60), { weights }).map((plan) => plan.driverId)).toEqual([null, "only"]);
});

test("a batch of one is served like anybody alone, and of nobody nobody is asked", () => {
  expect(planRound([])).toEqual([]);
  const alone = [{ orderId: "o", waitedS: 0, candidates: [] }];
  expect(planRound(alone)).toEqual([{ orderId: "o", driverId: null, ranking: [] }]);
  expect(planRound([...alone, { ...alone[0], orderId: "p", waitedS: 0, candidates: [] }])).toEqual([
    { orderId: "o", driverId: null, ranking: [] },
    { orderId: "p", driverId: null, ranking: [] },
  ]);
});

test("where orders compete, a far car is kept for a nearer rider until the far one has waited", () => {
  const compete = (waitedS: number) => [
    { orderId: "far", waitedS, candidates: [candidate("a", 900)] },
    { orderId: "near", waitedS: 0, candidates: [candidate("b", 100)] },
  ];
  expect(planRound(compete(0)).map((plan) => plan.driverId)).toEqual([null, "b"]);
  expect(planRound(compete(180)).map((plan) => plan.driverId)).toEqual(["a", "b"]);
  expect(planRound(compete(0).slice(0, 1)).map((plan) => plan.driverId)).toEqual(["a"]);
});

test("a ranking is in the order of the scores, equal ones in that of the ids, from 1", () => {
  const etas = fc.uniqueArray(fc.tuple(fc.nat(200), fc.option(fc.integer({ min: 0, max: 20 }))), {
    selector: ([id]) => id,
    maxLength: 60,
  });
  fc.assert(
    fc.property(etas, (drivers) => {
      const candidates = drivers.map(([id, etaS]) => candidate(`driver-${id}`, etaS));
      const [plan] = planRound([{ orderId: "o", waitedS: 0, candidates }]);
      const expected = candidates
        .flatMap(({ driverId, etaS }) => (etaS === null ? [] : [{ driverId, score: etaS }]))
        .toSorted((a, b) => a.score - b.score || (a.driverId < b.driverId ? -1 : 1))
        .map((scored, index) => ({ ...scored, rank: index + 1 }));
      expect(plan?.ranking).toEqual(expected);
      expect(plan?.driverId).toBe(expected[0]?.driverId ?? null);
    }),
  );
});

test("a batch of many costs what the Hungarian algorithm's costs, and comes out the same again", () => {
  const etas = fc.array(fc.array(fc.double({ min: 1, max: 490, noNaN: true }), { minLength: 40, maxLength: 40 }), {
    minLength: 2,
    maxLength: 30,
  });
  fc.assert(
    fc.property(etas, (table) => {
      const orders = table.map((row, index) => ({
        orderId: `order-${index}`,
        waitedS: 0,
        candidates: row.map((etaS, driver) => candidate(`driver-${driver}`, etaS)),
      }));
      const plans = planRound(orders);
      const drivers = plans.map(({ driverId }) => Number(driverId?.slice("driver-".length)));
      expect(new Set(drivers).size).toBe(table.length);
      const costS = drivers.reduce((sum, driver, index) => sum + (table[index]?.[driver] ?? Infinity), 0);
      const bestS = munkres(table).reduce((sum, [row, driver]) => sum + (table[row]?.[driver] ?? 0), 0);
      expect(costS).toBeCloseTo(bestS, 6);
      expect(planRound(orders).map(({ driverId }) => driverId)).toEqual(plans.map(({ driverId }) => driverId));
    }),
    { numRuns: 50 },
  );
});
