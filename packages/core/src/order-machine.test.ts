import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type Actor, ROLES, SYSTEM } from "./actor.ts";
import { FREE_CANCELLATION } from "./cancellation.ts";
import {
  isActiveStatus,
  isAssignedStatus,
  isTerminalStatus,
  type Order,
  ORDER_STATUSES,
  type OrderCommand,
  type OrderStatus,
  transition,
} from "./order-machine.ts";

const NOW = new Date("2026-11-22T03:00:00Z");
const rider: Actor = { userId: "rider", role: "rider" };
const driver: Actor = { userId: "driver", role: "driver" };
const admin: Actor = { userId: "admin", role: "admin" };
const policy = { freeWindowS: 120, feeMinor: 5_000n };
const moving = { isLate: false, isMoving: true };

function orderIn(status: OrderStatus, change: Partial<Order> = {}): Order {
  const driverId = isAssignedStatus(status) || status === "FINISHED" ? "driver" : null;
  const matchedAt = driverId === null ? null : new Date(NOW.getTime() - 600_000);
  const queue = { queuedBehind: null, promotedAt: null };
  const arrivedAt = status === "ARRIVED" ? new Date(NOW.getTime() - 300_000) : null;
  const arrival = { arrivedAt, arrivalProof: null, arrivalLostAt: null, arrivalLostReason: null };
  return { status, riderId: "rider", driverId, matchedAt, ...queue, ...arrival, startPin: null, ...change };
}

const LOST = { arrivalProof: "position", arrivalLostAt: NOW, arrivalLostReason: "left" } as const;

function cancelBy(actor: Actor, change: Partial<Extract<OrderCommand, { kind: "cancel" }>> = {}): OrderCommand {
  return { kind: "cancel", actor, policy, driver: moving, ...change };
}

describe("a trip", () => {
  test("runs CREATED → MATCHED → ARRIVED → STARTED → FINISHED", () => {
    const commands: OrderCommand[] = [
      { kind: "match", actor: SYSTEM, driverId: "driver" },
      { kind: "arrive", actor: driver },
      { kind: "start", actor: driver },
      { kind: "finish", actor: driver },
    ];
    let order = orderIn("CREATED");
    const path = commands.map((command) => {
      const result = transition(order, command, NOW);
      if (!result.ok) throw new Error(result.error.message);
      order = { ...order, status: result.value.to, driverId: result.value.driverId, matchedAt: NOW };
      return [result.value.kind, result.value.to];
    });
    expect(path).toEqual([
      ["matched", "MATCHED"],
      ["arrived", "ARRIVED"],
      ["started", "STARTED"],
      ["finished", "FINISHED"],
    ]);
  });

  test("may start without ARRIVED, as in the original", () => {
    expect(transition(orderIn("MATCHED"), { kind: "start", actor: driver }, NOW)).toMatchObject({
      ok: true,
      value: { to: "STARTED" },
    });
  });

  test("a driver accepts for themselves only", () => {
    const match = { kind: "match", actor: driver } as const;
    expect(transition(orderIn("CREATED"), { ...match, driverId: "driver" }, NOW).ok).toBe(true);
    expect(transition(orderIn("CREATED"), { ...match, driverId: "other" }, NOW)).toMatchObject({
      ok: false,
      error: { code: "FORBIDDEN" },
    });
  });

  test("a second driver cannot match a matched order", () => {
    const command = { kind: "match", actor: { userId: "other", role: "driver" }, driverId: "other" } as const;
    expect(transition(orderIn("MATCHED"), command, NOW)).toMatchObject({
      ok: false,
      error: { code: "ILLEGAL_TRANSITION" },
    });
  });

  test("the rider and other drivers cannot move it", () => {
    for (const kind of ["arrive", "start", "finish"] as const) {
      const status = kind === "finish" ? "STARTED" : "MATCHED";
      for (const actor of [rider, { userId: "other", role: "driver" } as const]) {
        expect(transition(orderIn(status), { kind, actor }, NOW)).toMatchObject({
          ok: false,
          error: { code: "FORBIDDEN" },
        });
      }
    }
  });

  test("only the system lets it expire or takes the driver off", () => {
    expect(transition(orderIn("CREATED"), { kind: "expire", actor: rider }, NOW).ok).toBe(false);
    expect(transition(orderIn("CREATED"), { kind: "expire", actor: SYSTEM }, NOW)).toMatchObject({
      ok: true,
      value: { to: "EXPIRED" },
    });
    expect(transition(orderIn("MATCHED"), { kind: "unassign", actor: driver }, NOW).ok).toBe(false);
    expect(transition(orderIn("MATCHED"), { kind: "unassign", actor: SYSTEM, reason: "stale" }, NOW)).toMatchObject({
      ok: true,
      value: { kind: "redispatched", reason: "stale" },
    });
  });
});

describe("an order that waits behind its driver's running trip", () => {
  const queued = orderIn("MATCHED", { queuedBehind: "running" });

  test.each(["arrive", "start"] as const)("refuses to %s", (kind) => {
    for (const actor of [driver, admin]) {
      expect(transition(queued, { kind, actor }, NOW)).toMatchObject({ ok: false, error: { code: "ORDER_IS_QUEUED" } });
    }
    expect(transition(queued, { kind, actor: rider }, NOW)).toMatchObject({ ok: false, error: { code: "FORBIDDEN" } });
  });

  test("can be left by its driver, by its rider and by the system", () => {
    expect(transition(queued, cancelBy(driver), NOW)).toMatchObject({ ok: true, value: { kind: "redispatched" } });
    expect(transition(queued, cancelBy(rider), NOW)).toMatchObject({ ok: true, value: { kind: "cancelled" } });
    expect(transition(queued, { kind: "unassign", actor: SYSTEM }, NOW).ok).toBe(true);
  });
});

describe("the start PIN", () => {
  const order = orderIn("ARRIVED", { startPin: "4821" });

  test.each([
    [undefined, "START_PIN_REQUIRED"],
    ["", "START_PIN_REQUIRED"],
    ["0000", "WRONG_START_PIN"],
  ])("with %s is refused: %s", (startPin, code) => {
    expect(transition(order, { kind: "start", actor: driver, startPin }, NOW)).toMatchObject({
      ok: false,
      error: { code },
    });
  });

  test("starts the trip when right, and is not asked for when the rider set none", () => {
    expect(transition(order, { kind: "start", actor: driver, startPin: "4821" }, NOW).ok).toBe(true);
    expect(transition(orderIn("ARRIVED"), { kind: "start", actor: driver, startPin: "1" }, NOW).ok).toBe(true);
  });

  test("an admin needs it too", () => {
    expect(transition(order, { kind: "start", actor: admin }, NOW).ok).toBe(false);
  });
});

describe("an arrival that is lost", () => {
  const arriveIn = (order: Order): boolean => transition(order, { kind: "arrive", actor: driver }, NOW).ok;

  test("is made anew by the driver who comes back, and one that stands is not", () => {
    expect(arriveIn(orderIn("ARRIVED", LOST))).toBe(true);
    expect(arriveIn(orderIn("ARRIVED"))).toBe(false);
    expect(arriveIn(orderIn("STARTED", LOST))).toBe(false);
  });
});

describe("a rider who does not come", () => {
  const endBy = (actor: Actor, order: Order, feeMinor = 5_000n) =>
    transition(order, { kind: "no-show", actor, policy: { feeMinor } }, NOW);

  test("ends the order for good, and owes the driver the fee", () => {
    expect(endBy(driver, orderIn("ARRIVED"))).toMatchObject({
      ok: true,
      value: {
        kind: "cancelled",
        to: "CANCELLED",
        driverId: "driver",
        releasedDriverId: "driver",
        cancelledBy: "driver",
        fee: { kind: "due", amountMinor: 5_000n, driverId: "driver" },
      },
    });
    expect(endBy(driver, orderIn("ARRIVED"), 0n)).toMatchObject({ value: { fee: { reason: "no-fee-in-city" } } });
  });

  test("is for the order's driver at the pickup to say", () => {
    for (const stranger of [rider, { ...driver, userId: "other" }]) {
      expect(endBy(stranger, orderIn("ARRIVED"))).toMatchObject({ error: { code: "FORBIDDEN" } });
    }
    for (const status of ["MATCHED", "STARTED"] as const) {
      expect(endBy(driver, orderIn(status))).toMatchObject({ error: { code: "ILLEGAL_TRANSITION" } });
    }
  });
});

describe("cancelling", () => {
  const feeOf = (order: Order, command: OrderCommand): unknown => {
    const result = transition(order, command, NOW);
    return result.ok && result.value.kind === "cancelled" ? result.value.fee : result;
  };

  test("before a match costs nothing", () => {
    expect(feeOf(orderIn("CREATED"), cancelBy(rider))).toEqual({ kind: "none", reason: "not-matched" });
  });

  test("within the window costs nothing, a second later the fee goes to the driver", () => {
    const matchedAgo = (ms: number): Order => orderIn("MATCHED", { matchedAt: new Date(NOW.getTime() - ms) });
    expect(feeOf(matchedAgo(120_000), cancelBy(rider))).toEqual({ kind: "none", reason: "within-window" });
    expect(feeOf(matchedAgo(121_000), cancelBy(rider))).toEqual({
      kind: "due",
      amountMinor: 5_000n,
      driverId: "driver",
    });
  });

  test("costs nothing when the driver is late or stands still, unless they have arrived", () => {
    const late = cancelBy(rider, { driver: { isLate: true, isMoving: true } });
    const still = cancelBy(rider, { driver: { isLate: false, isMoving: false } });
    expect(feeOf(orderIn("MATCHED"), late)).toEqual({ kind: "none", reason: "driver-late" });
    expect(feeOf(orderIn("MATCHED"), still)).toEqual({ kind: "none", reason: "driver-not-moving" });
    expect(feeOf(orderIn("ARRIVED"), late)).toMatchObject({ kind: "due" });
    expect(feeOf(orderIn("ARRIVED"), still)).toMatchObject({ kind: "due" });
  });

  test("costs nothing when the arrival is the driver's word only, or is lost", () => {
    const none = { kind: "none", reason: "arrival-not-proven" };
    expect(feeOf(orderIn("ARRIVED", { arrivalProof: "position" }), cancelBy(rider))).toMatchObject({ kind: "due" });
    expect(feeOf(orderIn("ARRIVED", { arrivalProof: "override" }), cancelBy(rider))).toEqual(none);
    expect(feeOf(orderIn("ARRIVED", LOST), cancelBy(rider))).toEqual(none);
  });

  test("costs nothing in a city without a fee, or when an operator does it", () => {
    expect(feeOf(orderIn("MATCHED"), cancelBy(rider, { policy: FREE_CANCELLATION }))).toEqual({
      kind: "none",
      reason: "no-fee-in-city",
    });
    expect(feeOf(orderIn("MATCHED"), cancelBy(admin))).toEqual({ kind: "none", reason: "not-by-rider" });
  });

  test("by the driver goes back to CREATED and frees them", () => {
    expect(transition(orderIn("ARRIVED"), cancelBy(driver), NOW)).toMatchObject({
      ok: true,
      value: { kind: "redispatched", to: "CREATED", driverId: null, releasedDriverId: "driver" },
    });
  });

  test("a trip under way ends only by its driver's finish or an operator", () => {
    expect(transition(orderIn("STARTED"), cancelBy(rider), NOW).ok).toBe(false);
    expect(transition(orderIn("STARTED"), cancelBy(driver), NOW).ok).toBe(false);
    expect(transition(orderIn("STARTED"), cancelBy(SYSTEM), NOW)).toMatchObject({
      ok: true,
      value: { cancelledBy: "system" },
    });
  });

  test("is free while the driver carries another rider, and the window counts from when they set out", () => {
    expect(feeOf(orderIn("MATCHED", { queuedBehind: "running" }), cancelBy(rider))).toEqual({
      kind: "none",
      reason: "driver-not-set-out",
    });
    const setOutAgo = (ms: number): Order => orderIn("MATCHED", { promotedAt: new Date(NOW.getTime() - ms) });
    expect(feeOf(setOutAgo(120_000), cancelBy(rider))).toEqual({ kind: "none", reason: "within-window" });
    expect(feeOf(setOutAgo(121_000), cancelBy(rider))).toMatchObject({ kind: "due" });
  });

  test("someone else's order is refused", () => {
    expect(transition(orderIn("CREATED"), cancelBy({ userId: "other", role: "rider" }), NOW)).toMatchObject({
      ok: false,
      error: { code: "FORBIDDEN" },
    });
  });
});

describe("what a refusal says", () => {
  const sayTo = (order: Order, command: OrderCommand): unknown => {
    const result = transition(order, command, NOW);
    return result.ok ? result : result.error;
  };

  test("an order that is over says how it ended", () => {
    for (const status of ["FINISHED", "CANCELLED", "EXPIRED"] as const) {
      expect(sayTo(orderIn(status), cancelBy(rider))).toEqual({
        code: "ILLEGAL_TRANSITION",
        message: `The order is already ${status.toLowerCase()}.`,
      });
    }
  });

  test("who wants to cancel a running trip is sent to the driver", () => {
    expect(sayTo(orderIn("STARTED"), cancelBy(rider))).toEqual({
      code: "ILLEGAL_TRANSITION",
      message: "The trip has started. Ask the driver to end it here.",
    });
  });

  test("anything else says what cannot be done when", () => {
    expect(sayTo(orderIn("ARRIVED"), { kind: "finish", actor: driver })).toEqual({
      code: "ILLEGAL_TRANSITION",
      message: "An order that is arrived cannot finish now.",
    });
    expect(sayTo(orderIn("STARTED"), { kind: "unassign", actor: admin })).toEqual({
      code: "ILLEGAL_TRANSITION",
      message: "An order that is started cannot unassign now.",
    });
    expect(sayTo(orderIn("CREATED"), cancelBy({ ...driver, role: "admin" }))).toMatchObject({ ok: true });
  });
});

test("who ended an order is written down: the rider, an operator, or the system", () => {
  const enders: [Actor, string][] = [
    [rider, "rider"],
    [admin, "admin"],
    [SYSTEM, "system"],
  ];
  for (const [actor, cancelledBy] of enders) {
    expect(transition(orderIn("MATCHED"), cancelBy(actor), NOW)).toMatchObject({
      ok: true,
      value: { kind: "cancelled", cancelledBy, actorId: actor.userId, actorRole: actor.role },
    });
  }
});

test("a driver who happens to have the rider's id is not the rider", () => {
  const impostor: Actor = { userId: "rider", role: "driver" };
  expect(transition(orderIn("MATCHED"), cancelBy(impostor), NOW)).toMatchObject({
    ok: false,
    error: { code: "FORBIDDEN" },
  });
});

test("an order without a driver, though it says that it has one, cannot be moved on", () => {
  const broken = orderIn("MATCHED", { driverId: null });
  for (const kind of ["arrive", "start", "unassign"] as const) {
    expect(transition(broken, { kind, actor: admin }, NOW)).toMatchObject({
      ok: false,
      error: { code: "ILLEGAL_TRANSITION" },
    });
  }
});

test("each status is active, assigned or terminal as its name says", () => {
  const said = ORDER_STATUSES.map((status) => [
    status,
    isActiveStatus(status),
    isAssignedStatus(status),
    isTerminalStatus(status),
  ]);
  expect(said).toEqual([
    ["CREATED", true, false, false],
    ["MATCHED", true, true, false],
    ["ARRIVED", true, true, false],
    ["STARTED", true, true, false],
    ["FINISHED", false, false, true],
    ["CANCELLED", false, false, true],
    ["EXPIRED", false, false, true],
  ]);
});

describe("always", () => {
  const actor = fc.record({ userId: fc.constantFrom("rider", "driver", "other"), role: fc.constantFrom(...ROLES) });
  const command: fc.Arbitrary<OrderCommand> = fc
    .tuple(
      fc.constantFrom("match", "arrive", "start", "finish", "no-show", "expire", "unassign", "cancel"),
      actor,
      fc.constantFrom("driver", "other"),
    )
    .map(([kind, by, driverId]) => ({ kind, actor: by, driverId, policy, driver: moving }));
  const order = fc.constantFrom(...ORDER_STATUSES).map((status) => orderIn(status));

  test("nothing leaves a terminal status", () => {
    fc.assert(
      fc.property(order, command, (from, move) => {
        fc.pre(isTerminalStatus(from.status));
        expect(transition(from, move, NOW).ok).toBe(false);
      }),
    );
  });

  test("a driver is bound exactly in the assigned statuses, and released when not bound any more", () => {
    fc.assert(
      fc.property(order, command, (from, move) => {
        const result = transition(from, move, NOW);
        fc.pre(result.ok);
        const { to, driverId, releasedDriverId } = result.value;
        const mayKeepDriver = isTerminalStatus(to);
        expect(driverId !== null).toBe(isAssignedStatus(to) || (mayKeepDriver && from.driverId !== null));
        expect(releasedDriverId).toBe(isAssignedStatus(from.status) && !isAssignedStatus(to) ? from.driverId : null);
        expect(result.value.from).toBe(from.status);
        expect(isActiveStatus(from.status)).toBe(true);
      }),
    );
  });

  test("a rider's only move is to cancel their own", () => {
    fc.assert(
      fc.property(order, command, (from, move) => {
        const byRider = { ...move, actor: { userId: move.actor.userId, role: "rider" } } as const;
        const isOwnCancel = move.kind === "cancel" && move.actor.userId === from.riderId;
        const mayCancel = ["CREATED", "MATCHED", "ARRIVED"].includes(from.status);
        expect(transition(from, byRider, NOW).ok).toBe(isOwnCancel && mayCancel);
      }),
    );
  });
});
