import type { Actor, Role } from "./actor.ts";
import {
  type CancelFee,
  type CancellationPolicy,
  decideCancelFee,
  type DriverProgress,
  noShowFee,
} from "./cancellation.ts";
import { arrivalOf, type StoredArrival } from "./evidence/arrival.ts";
import { isTerminalStatus, type OrderStatus } from "./order-status.ts";
import type { Refusal } from "./refusal.ts";
import { err, ok, type Result } from "./result.ts";

export {
  ACTIVE_STATUSES,
  ASSIGNED_STATUSES,
  isActiveStatus,
  isAssignedStatus,
  isTerminalStatus,
  ORDER_STATUSES,
  type OrderStatus,
  TERMINAL_STATUSES,
} from "./order-status.ts";

/** What the machine needs to know of an order. */
export interface Order extends StoredArrival {
  readonly status: OrderStatus;
  readonly riderId: string;
  readonly driverId: string | null;
  readonly matchedAt: Date | null;
  /** The running trip that the driver ends first; null unless the order waits behind one. */
  readonly queuedBehind: string | null;
  /** When that trip had ended. */
  readonly promotedAt: Date | null;
  /** The digits that STARTED needs, or null when the rider asked for none. */
  readonly startPin: string | null;
}

export type OrderCommand =
  | { readonly kind: "match"; readonly actor: Actor; readonly driverId: string }
  | { readonly kind: "arrive"; readonly actor: Actor }
  | { readonly kind: "start"; readonly actor: Actor; readonly startPin?: string | null | undefined }
  | { readonly kind: "finish"; readonly actor: Actor }
  /** The driver who has waited long enough ends the order: whether it was long enough is verified before (`verifyNoShow`). */
  | { readonly kind: "no-show"; readonly actor: Actor; readonly policy: Pick<CancellationPolicy, "feeMinor"> }
  | { readonly kind: "expire"; readonly actor: Actor; readonly reason?: string | null | undefined }
  /** Takes the driver off (gone stale, refused by an operator) and looks for another. */
  | { readonly kind: "unassign"; readonly actor: Actor; readonly reason?: string | null | undefined }
  /** By the rider, an admin or a service it ends the order; by its driver it re-dispatches. */
  | {
      readonly kind: "cancel";
      readonly actor: Actor;
      readonly reason?: string | null | undefined;
      readonly policy: CancellationPolicy;
      readonly driver: DriverProgress;
    };

export const CANCELLERS = ["rider", "driver", "system", "admin"] as const;
export type Canceller = (typeof CANCELLERS)[number];

interface Move {
  readonly from: OrderStatus;
  readonly at: Date;
  readonly actorRole: Role;
  readonly actorId: string;
  readonly reason: string | null;
}

/**
 * What to write. `driverId` is the driver after the move, `releasedDriverId` the one who has no more to do with the order.
 * `redispatched` keeps the order and its hold, and excludes the released driver from the next offers.
 */
export type Transition =
  | (Move & {
      readonly kind: "matched" | "arrived" | "started";
      readonly to: "MATCHED" | "ARRIVED" | "STARTED";
      readonly driverId: string;
      readonly releasedDriverId: null;
    })
  | (Move & {
      readonly kind: "finished";
      readonly to: "FINISHED";
      readonly driverId: string;
      readonly releasedDriverId: string;
    })
  | (Move & {
      readonly kind: "redispatched";
      readonly to: "CREATED";
      readonly driverId: null;
      readonly releasedDriverId: string;
    })
  | (Move & {
      readonly kind: "cancelled";
      readonly to: "CANCELLED";
      readonly driverId: string | null;
      readonly releasedDriverId: string | null;
      readonly cancelledBy: Canceller;
      readonly fee: CancelFee;
    })
  | (Move & {
      readonly kind: "expired";
      readonly to: "EXPIRED";
      readonly driverId: null;
      readonly releasedDriverId: null;
    });

export type OrderRefusal = Refusal<
  "FORBIDDEN" | "ILLEGAL_TRANSITION" | "ORDER_IS_QUEUED" | "START_PIN_REQUIRED" | "WRONG_START_PIN"
>;

/** From where each command is legal. A driver's cancel follows `unassign`. */
const LEGAL_FROM: { readonly [Kind in OrderCommand["kind"]]: readonly OrderStatus[] } = {
  match: ["CREATED"],
  arrive: ["MATCHED"],
  start: ["MATCHED", "ARRIVED"],
  finish: ["STARTED"],
  "no-show": ["ARRIVED"],
  expire: ["CREATED"],
  unassign: ["MATCHED", "ARRIVED"],
  cancel: ["CREATED", "MATCHED", "ARRIVED"],
};

/**
 * Decides one move of an order: who may do what from where. Pure; the caller writes the transition with
 * `UPDATE … WHERE status = transition.from`.
 */
export function transition(order: Order, command: OrderCommand, now: Date): Result<Transition, OrderRefusal> {
  if (!isPermitted(order, command)) {
    return err({ code: "FORBIDDEN", message: "This order belongs to someone else." });
  }
  if (!legalFrom(command, order).includes(order.status)) return err(illegal(order.status, command.kind));
  if (order.queuedBehind !== null && (command.kind === "arrive" || command.kind === "start")) {
    return err({ code: "ORDER_IS_QUEUED", message: "Finish your current trip first. This one is next." });
  }

  const move: Move = {
    from: order.status,
    at: now,
    actorRole: command.actor.role,
    actorId: command.actor.userId,
    reason: "reason" in command ? (command.reason ?? null) : null,
  };
  switch (command.kind) {
    case "match":
      return ok({ ...move, kind: "matched", to: "MATCHED", driverId: command.driverId, releasedDriverId: null });
    case "expire":
      return ok({ ...move, kind: "expired", to: "EXPIRED", driverId: null, releasedDriverId: null });
    case "cancel":
      if (command.actor.role !== "driver") return ok(cancelled(order, command, move));
      return withDriver(order, command.kind, (driverId) => redispatched(driverId, move));
    case "unassign":
      return withDriver(order, command.kind, (driverId) => redispatched(driverId, move));
    case "no-show":
      return withDriver(order, command.kind, (driverId) => noShow(driverId, command.policy, move));
    case "arrive":
      return withDriver(order, command.kind, (driverId) => ({
        ...move,
        kind: "arrived",
        to: "ARRIVED",
        driverId,
        releasedDriverId: null,
      }));
    case "start": {
      const refusal = refusePin(order.startPin, command.startPin);
      if (refusal !== null) return err(refusal);
      return withDriver(order, command.kind, (driverId) => ({
        ...move,
        kind: "started",
        to: "STARTED",
        driverId,
        releasedDriverId: null,
      }));
    }
    case "finish":
      return withDriver(order, command.kind, (driverId) => ({
        ...move,
        kind: "finished",
        to: "FINISHED",
        driverId,
        releasedDriverId: driverId,
      }));
  }
}

function isPermitted(order: Order, { kind, actor, ...command }: OrderCommand): boolean {
  if (actor.role === "admin" || actor.role === "service") return true;
  const isOrdersDriver = actor.role === "driver" && actor.userId === order.driverId;
  switch (kind) {
    case "match":
      return actor.role === "driver" && "driverId" in command && command.driverId === actor.userId;
    case "arrive":
    case "start":
    case "finish":
    case "no-show":
      return isOrdersDriver;
    case "cancel":
      return isOrdersDriver || (actor.role === "rider" && actor.userId === order.riderId);
    case "expire":
    case "unassign":
      return false;
  }
}

function legalFrom({ kind, actor }: OrderCommand, order: Order): readonly OrderStatus[] {
  // A car that comes back arrives anew.
  if (kind === "arrive" && order.arrivalLostAt !== null) return [...LEGAL_FROM.arrive, "ARRIVED"];
  if (kind !== "cancel") return LEGAL_FROM[kind];
  if (actor.role === "driver") return LEGAL_FROM.unassign;
  // Operators and sweepers must be able to end a trip whose driver is gone; a rider in the car asks the driver to end it.
  return actor.role === "rider" ? LEGAL_FROM.cancel : [...LEGAL_FROM.cancel, "STARTED"];
}

function illegal(from: OrderStatus, kind: OrderCommand["kind"]): OrderRefusal {
  if (isTerminalStatus(from)) {
    return { code: "ILLEGAL_TRANSITION", message: `The order is already ${from.toLowerCase()}.` };
  }
  if (kind === "cancel" && from === "STARTED") {
    return { code: "ILLEGAL_TRANSITION", message: "The trip has started. Ask the driver to end it here." };
  }
  return { code: "ILLEGAL_TRANSITION", message: `An order that is ${from.toLowerCase()} cannot ${kind} now.` };
}

function refusePin(expected: string | null, given: string | null | undefined): OrderRefusal | null {
  if (expected === null || given === expected) return null;
  if (given === null || given === undefined || given === "") {
    return { code: "START_PIN_REQUIRED", message: "Ask the rider for the start PIN." };
  }
  return { code: "WRONG_START_PIN", message: "That is not this rider's PIN. Ask again before you drive off." };
}

function withDriver(
  order: Order,
  kind: OrderCommand["kind"],
  move: (driverId: string) => Transition,
): Result<Transition, OrderRefusal> {
  return order.driverId === null ? err(illegal(order.status, kind)) : ok(move(order.driverId));
}

function redispatched(driverId: string, move: Move): Transition {
  return { ...move, kind: "redispatched", to: "CREATED", driverId: null, releasedDriverId: driverId };
}

/** Nobody else is sought: the rider was not there. */
function noShow(driverId: string, policy: Pick<CancellationPolicy, "feeMinor">, move: Move): Transition {
  return {
    ...move,
    kind: "cancelled",
    to: "CANCELLED",
    driverId,
    releasedDriverId: driverId,
    cancelledBy: "driver",
    fee: noShowFee(driverId, policy),
  };
}

function cancelled(order: Order, command: Extract<OrderCommand, { kind: "cancel" }>, move: Move): Transition {
  const { role } = command.actor;
  const fee: CancelFee =
    role === "rider"
      ? decideCancelFee(
          {
            driverId: order.driverId,
            matchedAt: order.matchedAt,
            isQueued: order.queuedBehind !== null,
            promotedAt: order.promotedAt,
            arrival: arrivalOf(order),
            policy: command.policy,
            driver: command.driver,
          },
          move.at,
        )
      : { kind: "none", reason: "not-by-rider" };
  return {
    ...move,
    kind: "cancelled",
    to: "CANCELLED",
    driverId: order.driverId,
    releasedDriverId: order.driverId,
    cancelledBy: role === "service" ? "system" : role,
    fee,
  };
}
