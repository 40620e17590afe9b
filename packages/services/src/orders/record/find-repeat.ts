import type { OrderCommand } from "@atlas/core/order-machine";
import type { OrderStatus } from "@atlas/core/order-status";
import type { Transaction } from "@atlas/db/connect";
import { orderTransitions } from "@atlas/db/schema/orders";
import { and, desc, eq, gte } from "drizzle-orm";
import type { OrderRow } from "./find-order.ts";

export type RepeatableCommand = Extract<OrderCommand, { kind: "arrive" | "start" | "finish" | "no-show" | "cancel" }>;

/** Where a command leads, and the statuses in which the order still owes it. */
interface Effect {
  readonly to: OrderStatus;
  readonly seenIn: readonly OrderStatus[];
}

const STEPS = {
  arrive: { to: "ARRIVED", seenIn: ["ARRIVED", "STARTED", "FINISHED"] },
  start: { to: "STARTED", seenIn: ["STARTED", "FINISHED"] },
  finish: { to: "FINISHED", seenIn: ["FINISHED"] },
  "no-show": { to: "CANCELLED", seenIn: ["CANCELLED"] },
} as const satisfies Record<string, Effect>;

/**
 * The move that this actor made with the same command before, when the order stands where it led or further on: the response was
 * lost and the phone asks again. Null where the command is a new one, for the machine to decide. The caller holds the order's lock,
 * so that of two at once the second sees the first. The reason of a cancellation is not compared: the first one stands.
 */
export async function findRepeat(
  tx: Transaction,
  order: OrderRow,
  command: RepeatableCommand,
): Promise<{ readonly at: Date } | null> {
  if (!mayBeRepeat(order, command)) return null;
  const { kind, actor } = command;
  const isHandBack = kind === "cancel" && actor.role === "driver";
  const to = kind === "cancel" ? (isHandBack ? "CREATED" : "CANCELLED") : STEPS[kind].to;
  const [made] = await tx
    .select({ at: orderTransitions.at })
    .from(orderTransitions)
    .where(
      and(
        eq(orderTransitions.orderId, order.id),
        eq(orderTransitions.actorId, actor.userId),
        eq(orderTransitions.toStatus, to),
        // Steps of an earlier driver of the order are not those of this trip.
        kind !== "cancel" && order.matchedAt ? gte(orderTransitions.at, order.matchedAt) : undefined,
      ),
    )
    .orderBy(desc(orderTransitions.at))
    .limit(1);
  return made ?? null;
}

/** What the order itself tells, so that a first command costs no query. */
function mayBeRepeat(order: OrderRow, command: RepeatableCommand): boolean {
  if (command.kind === "cancel") {
    return command.actor.role === "driver" ? order.driverId !== command.actor.userId : order.status === "CANCELLED";
  }
  // A driver who comes back arrives anew.
  if (command.kind === "arrive" && order.status === "ARRIVED" && order.arrivalLostAt !== null) return false;
  // Other digits are another request.
  if (command.kind === "start" && order.startPin !== null && command.startPin !== order.startPin) return false;
  const seenIn: readonly OrderStatus[] = STEPS[command.kind].seenIn;
  return seenIn.includes(order.status);
}
