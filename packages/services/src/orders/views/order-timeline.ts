import type { Role } from "@atlas/core/actor";
import type { EvidenceMove } from "@atlas/core/evidence/evidence";
import type { StartProof } from "@atlas/core/evidence/start";
import { idSchema } from "@atlas/core/fields";
import type { LatLng } from "@atlas/core/geo";
import type { HoldPurpose, HoldStatus, TransferKind } from "@atlas/core/ledger";
import type { OrderStatus } from "@atlas/core/order-machine";
import type { Queryable } from "@atlas/db/connect";
import { users } from "@atlas/db/schema/identity";
import { offers, type OfferStatus, orderEvidence, orderTransitions } from "@atlas/db/schema/orders";
import { and, asc, eq, sql } from "drizzle-orm";
import { z } from "zod";
import { shownName } from "@atlas/db/shown-name";
import { useCase } from "../../use-case.ts";
import type { ServiceContext } from "../../context.ts";
import {
  readTripCorrections,
  readTripHolds,
  readTripSettlement,
  type TripHold,
} from "../../settlement/trip-settlement.ts";
import { findOrder } from "../record/find-order.ts";
import { type OrderView, toOrderView } from "./order-view.ts";

export interface TransitionView {
  readonly from: OrderStatus | null;
  readonly to: OrderStatus;
  readonly actorRole: Role;
  readonly actorId: string | null;
  /** Of an operator; null for all others, whose names are elsewhere on the page. */
  readonly operatorName: string | null;
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
  /** What was left of the driver's running trip, part of the ETA; null for a driver who was free. */
  readonly remainingS: number | null;
  readonly offeredAt: string;
  readonly expiresAt: string;
  readonly answeredAt: string | null;
  readonly reason: string | null;
}

/** What the server knew at a step of the driver; a position is null when none was known. */
export interface EvidenceRow {
  readonly move: EvidenceMove;
  readonly driverId: string;
  readonly at: string;
  readonly position: LatLng | null;
  readonly isMock: boolean;
  readonly ageS: number | null;
  /** From where the car should have been. */
  readonly distanceM: number | null;
  readonly proof: StartProof;
  readonly note: string | null;
  /** Where the phone said to be. */
  readonly said: LatLng | null;
}

/** Money set aside for an order. */
export interface HoldRow {
  readonly holdId: string;
  /** `unproven`: what the rider was asked to confirm. */
  readonly purpose: HoldPurpose;
  readonly status: HoldStatus;
  readonly amountMinor: string;
  readonly capturedMinor: string;
  readonly createdAt: string;
  readonly expiresAt: string;
}

/** Money that moved because of an order. */
export interface OrderTransferRow {
  readonly transferId: string;
  readonly kind: TransferKind;
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
  readonly evidence: readonly EvidenceRow[];
  readonly offers: readonly OfferRow[];
  readonly holds: readonly HoldRow[];
  readonly transfers: readonly OrderTransferRow[];
}

/** Everything that happened to one order, for users. */
export const orderTimeline = useCase({
  kind: "query",
  permission: "orders.inspect",
  within: { orderId: "order" },
  input: z.object({ orderId: idSchema }),
  refusals: ["ORDER_NOT_FOUND"],
  async run(ctx: ServiceContext, actor, input): Promise<TimelineView> {
    const record = await findOrder(ctx.db, input.orderId);
    const [transitions, evidence, offered, holds, settlement, corrections] = await Promise.all([
      readTransitions(ctx.db, record.order.id),
      readEvidence(ctx.db, record.order.id),
      readOffers(ctx.db, record.order.id),
      readTripHolds(ctx.db, record.order.id),
      readTripSettlement(ctx.db, record.order.id),
      readTripCorrections(ctx.db, record.order.id),
    ]);
    return {
      order: toOrderView(record, actor),
      transitions,
      evidence,
      offers: offered,
      holds: holds.map(toHoldRow),
      transfers: [...(settlement?.transfers ?? []), ...corrections].map((transfer) => ({
        ...transfer,
        amountMinor: transfer.amountMinor.toString(),
        at: transfer.at.toISOString(),
      })),
    };
  },
});

async function readTransitions(db: Queryable, orderId: string): Promise<TransitionView[]> {
  const rows = await db
    .select({ transition: orderTransitions, operatorName: sql<string | null>`${shownName(users.name)}` })
    .from(orderTransitions)
    .leftJoin(users, and(eq(users.id, orderTransitions.actorId), eq(orderTransitions.actorRole, "admin")))
    .where(eq(orderTransitions.orderId, orderId))
    .orderBy(asc(orderTransitions.at), asc(orderTransitions.id));
  return rows.map(({ transition: row, operatorName }) => ({
    from: row.fromStatus,
    to: row.toStatus,
    actorRole: row.actorRole,
    actorId: row.actorId,
    operatorName,
    at: row.at.toISOString(),
    reason: row.reason,
  }));
}

async function readEvidence(db: Queryable, orderId: string): Promise<EvidenceRow[]> {
  const rows = await db
    .select()
    .from(orderEvidence)
    .where(eq(orderEvidence.orderId, orderId))
    .orderBy(asc(orderEvidence.at), asc(orderEvidence.id));
  return rows.map((row) => ({
    move: row.move,
    driverId: row.driverId,
    at: row.at.toISOString(),
    position: placeOf(row.lat, row.lng),
    isMock: row.isMock === true,
    ageS: row.ageS,
    distanceM: row.distanceM,
    proof: row.proof,
    note: row.note,
    said: placeOf(row.saidLat, row.saidLng),
  }));
}

function placeOf(lat: number | null, lng: number | null): LatLng | null {
  return lat === null || lng === null ? null : { lat, lng };
}

async function readOffers(db: Queryable, orderId: string): Promise<OfferRow[]> {
  const rows = await db
    .select({ offer: offers, driverName: shownName(users.name) })
    .from(offers)
    .innerJoin(users, eq(users.id, offers.driverId))
    .where(eq(offers.orderId, orderId))
    .orderBy(asc(offers.offeredAt), asc(offers.id));
  return rows.map(({ offer, driverName }) => ({
    offerId: offer.id,
    driverId: offer.driverId,
    driverName,
    round: offer.round,
    status: offer.status,
    pickupDistanceM: offer.pickupDistanceM,
    pickupEtaS: offer.pickupEtaS,
    remainingS: offer.remainingS,
    offeredAt: offer.offeredAt.toISOString(),
    expiresAt: offer.expiresAt.toISOString(),
    answeredAt: offer.answeredAt?.toISOString() ?? null,
    reason: offer.reason,
  }));
}

function toHoldRow(hold: TripHold): HoldRow {
  return {
    holdId: hold.holdId,
    purpose: hold.purpose,
    status: hold.status,
    amountMinor: hold.amountMinor.toString(),
    capturedMinor: hold.capturedMinor.toString(),
    createdAt: hold.createdAt.toISOString(),
    expiresAt: hold.expiresAt.toISOString(),
  };
}
