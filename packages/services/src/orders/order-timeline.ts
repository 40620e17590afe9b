import type { Actor, Role } from "@atlas/core/actor";
import type { OrderStatus } from "@atlas/core/order-machine";
import type { OfferStatus } from "@atlas/db/schema/orders";
import type { ServiceContext } from "../context.ts";
import type { OrderView } from "./order-view.ts";

export interface TransitionView {
  readonly from: OrderStatus | null;
  readonly to: OrderStatus;
  readonly actorRole: Role;
  readonly actorId: string | null;
  readonly at: string;
  readonly reason: string | null;
}

export interface OfferRow {
  readonly offerId: string;
  readonly driverId: string;
  readonly driverName: string;
  readonly round: number;
  readonly status: OfferStatus;
  readonly pickupDistanceM: number;
  readonly pickupEtaS: number;
  readonly offeredAt: string;
  readonly expiresAt: string;
  readonly answeredAt: string | null;
  readonly reason: string | null;
}

/** Money set aside for an order. */
export interface HoldRow {
  readonly holdId: string;
  readonly status: string;
  readonly amountMinor: string;
  readonly capturedMinor: string | null;
  readonly createdAt: string;
  readonly expiresAt: string | null;
}

/** Money that moved because of an order. */
export interface OrderTransferRow {
  readonly transferId: string;
  readonly kind: string;
  readonly debitAccountId: string;
  readonly creditAccountId: string;
  readonly amountMinor: string;
  readonly currency: string;
  readonly at: string;
}

/** Everything that happened to one order, oldest first. */
export interface TimelineView {
  readonly order: OrderView;
  readonly transitions: readonly TransitionView[];
  readonly offers: readonly OfferRow[];
  readonly holds: readonly HoldRow[];
  readonly transfers: readonly OrderTransferRow[];
}

/** @throws DomainError ORDER_NOT_FOUND, FORBIDDEN */
export async function orderTimeline(
  _ctx: ServiceContext,
  _actor: Actor,
  _input: { readonly orderId: string },
): Promise<TimelineView> {
  throw new Error("not built yet");
}
