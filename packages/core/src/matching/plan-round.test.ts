import { expect, test } from "vitest";
import { planRound, type RoundCandidate } from "./plan-round.ts";

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

test("where orders compete, a far car is kept for a nearer rider until the far one has waited", () => {
  const compete = (waitedS: number) => [
    { orderId: "far", waitedS, candidates: [candidate("a", 900)] },
    { orderId: "near", waitedS: 0, candidates: [candidate("b", 100)] },
  ];
  expect(planRound(compete(0)).map((plan) => plan.driverId)).toEqual([null, "b"]);
  expect(planRound(compete(180)).map((plan) => plan.driverId)).toEqual(["a", "b"]);
  expect(planRound(compete(0).slice(0, 1)).map((plan) => plan.driverId)).toEqual(["a"]);
});
