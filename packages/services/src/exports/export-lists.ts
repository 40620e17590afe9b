import { z } from "zod";
import { recordDownload } from "../access/record-download.ts";
import { type AlertView } from "../alerts/alert-view.ts";
import { listAlerts } from "../alerts/list-alerts.ts";
import type { ServiceContext } from "../context.ts";
import { type AuditEntry, auditFilterFields, listAuditLog } from "../ledger/audit/audit-log.ts";
import { type AccountView, listAccounts } from "../ledger/read/list-accounts.ts";
import { type DriverRow, driverFilterFields, listDrivers } from "../ops/list-drivers.ts";
import { listCityOrders, ORDER_SORTS, orderFilterFields } from "../ops/list-orders.ts";
import type { OrderSummary } from "../orders/views/order-summary.ts";
import { authorise, streamCase } from "../use-case.ts";
import { listPayouts } from "../wallet/payouts.ts";
import type { PayoutView } from "../wallet/payout-view.ts";
import { amountCell, CSV_PAGE, type CsvColumns, csvOf, yesOrNo } from "./csv-of.ts";

const table = { kind: "report", weight: 20, permission: "lists.export", isAudited: true } as const;

/** A filter as the audit log keeps it: amounts as decimal strings. */
function onRecord(filter: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const fields = Object.entries(filter);
  return Object.fromEntries(fields.map(([name, value]) => [name, typeof value === "bigint" ? String(value) : value]));
}

/** The orders of a list as CSV, in its order. Amounts are minor units, times ISO-8601. */
export const exportOrdersCsv = streamCase({
  ...table,
  within: { cityId: "city" },
  input: z.object({ ...orderFilterFields, sort: z.enum(ORDER_SORTS).optional() }),
  refusals: ["CITY_NOT_FOUND"],
  async *run(ctx: ServiceContext, actor, filter, signal) {
    await recordDownload(ctx, actor, { action: "download-orders", subjectId: null, input: onRecord(filter) });
    const read = async (cursor: string | null) => listCityOrders(ctx, actor, { ...filter, cursor, limit: CSV_PAGE });
    yield* csvOf(ORDER_COLUMNS, read, signal);
  },
});

const ORDER_COLUMNS: CsvColumns<OrderSummary> = {
  order_id: ({ orderId }) => orderId,
  city_id: ({ cityId }) => cityId,
  status: ({ status }) => status,
  created_at: ({ createdAt }) => createdAt,
  ended_at: ({ endedAt }) => endedAt,
  rider_id: ({ riderId }) => riderId,
  rider_name: ({ riderName }) => riderName,
  driver_id: ({ driver }) => driver?.driverId ?? null,
  driver_name: ({ driver }) => driver?.name ?? null,
  vehicle_type: ({ vehicleType }) => vehicleType,
  payment_method: ({ paymentMethod }) => paymentMethod,
  pickup: ({ pickup }) => pickup.label,
  dropoff: ({ dropoff }) => dropoff.label,
  fare_minor: ({ fareMinor }) => amountCell(fareMinor),
  final_fare_minor: ({ finalFareMinor }) => amountCell(finalFareMinor),
  cancel_fee_minor: ({ cancelFeeMinor }) => amountCell(cancelFeeMinor),
  refunded_minor: ({ refundedMinor }) => amountCell(refundedMinor),
  currency: ({ currency }) => currency,
  settlement: ({ settlement }) => settlement,
};

/** The drivers of a list as CSV. */
export const exportDriversCsv = streamCase({
  ...table,
  within: { cityId: "city" },
  input: z.object(driverFilterFields),
  refusals: ["CITY_NOT_FOUND"],
  async *run(ctx: ServiceContext, actor, filter, signal) {
    await recordDownload(ctx, actor, { action: "download-drivers", subjectId: null, input: onRecord(filter) });
    const read = async (cursor: string | null) => listDrivers(ctx, actor, { ...filter, cursor, limit: CSV_PAGE });
    yield* csvOf(DRIVER_COLUMNS, read, signal);
  },
});

const DRIVER_COLUMNS: CsvColumns<DriverRow> = {
  driver_id: ({ driverId }) => driverId,
  name: ({ name }) => name,
  email: ({ email }) => email,
  status: ({ status }) => status,
  restriction: ({ restriction }) => restriction,
  vehicle_type: ({ vehicleType }) => vehicleType,
  plate: ({ plate }) => plate,
  rating: ({ rating }) => rating?.toFixed(2) ?? null,
  offers_seen: ({ offersSeen }) => BigInt(offersSeen),
  offers_accepted: ({ offersAccepted }) => BigInt(offersAccepted),
  active_order_id: ({ activeOrderId }) => activeOrderId,
  last_seen_at: ({ lastSeenAt }) => lastSeenAt,
  credit_minor: ({ creditMinor }) => amountCell(creditMinor),
  debt_minor: ({ debtMinor }) => amountCell(debtMinor),
  currency: ({ currency }) => currency,
};

/** The alerts of a list as CSV; what was found, as JSON. */
export const exportAlertsCsv = streamCase({
  ...table,
  within: { cityId: "city", orderId: "order" },
  input: listAlerts.input.omit({ cursor: true, limit: true }),
  refusals: ["CITY_NOT_FOUND"],
  async *run(ctx: ServiceContext, actor, filter, signal) {
    await recordDownload(ctx, actor, { action: "download-alerts", subjectId: null, input: onRecord(filter) });
    const read = async (cursor: string | null) => listAlerts(ctx, actor, { ...filter, cursor, limit: CSV_PAGE });
    yield* csvOf(ALERT_COLUMNS, read, signal);
  },
});

const ALERT_COLUMNS: CsvColumns<AlertView> = {
  alert_id: ({ alertId }) => alertId,
  city_id: ({ cityId }) => cityId,
  kind: ({ finding }) => finding.kind,
  severity: ({ severity }) => severity,
  details: ({ finding }) => JSON.stringify(finding.details),
  order_id: ({ orderId }) => orderId,
  driver_id: ({ driver }) => driver?.userId ?? null,
  driver_name: ({ driver }) => driver?.name ?? null,
  rider_id: ({ rider }) => rider?.userId ?? null,
  rider_name: ({ rider }) => rider?.name ?? null,
  passed_at: ({ passedAt }) => passedAt,
  raised_at: ({ raisedAt }) => raisedAt,
  cleared_at: ({ clearedAt }) => clearedAt,
  rider_answer: ({ riderAnswer }) => riderAnswer,
  resolved_at: ({ resolvedAt }) => resolvedAt,
  resolved_by: ({ resolvedBy }) => resolvedBy?.name ?? null,
  note: ({ note }) => note,
};

/** The ledger accounts of a list as CSV. */
export const exportAccountsCsv = streamCase({
  ...table,
  input: listAccounts.input.omit({ cursor: true, limit: true }),
  refusals: [],
  async *run(ctx: ServiceContext, actor, filter, signal) {
    await recordDownload(ctx, actor, { action: "download-accounts", subjectId: null, input: onRecord(filter) });
    const read = async (cursor: string | null) => listAccounts(ctx, actor, { ...filter, cursor, limit: CSV_PAGE });
    yield* csvOf(ACCOUNT_COLUMNS, read, signal);
  },
});

const ACCOUNT_COLUMNS: CsvColumns<AccountView> = {
  account_id: ({ accountId }) => accountId,
  code: ({ code }) => code,
  name: ({ name }) => name,
  kind: ({ kind }) => kind,
  city_id: ({ cityId }) => cityId,
  owner_id: ({ ownerId }) => ownerId,
  posted_minor: ({ postedMinor }) => amountCell(postedMinor),
  held_minor: ({ heldMinor }) => amountCell(heldMinor),
  available_minor: ({ availableMinor }) => amountCell(availableMinor),
  currency: ({ currency }) => currency,
  is_frozen: ({ isFrozen }) => yesOrNo(isFrozen),
  entries: ({ entries }) => BigInt(entries),
  last_entry_at: ({ lastEntryAt }) => lastEntryAt,
};

/** The payouts of a list as CSV, with no whole account number. */
export const exportPayoutsCsv = streamCase({
  ...table,
  within: { cityId: "city", driverId: "driver" },
  input: listPayouts.input.omit({ cursor: true, limit: true }),
  refusals: [],
  async *run(ctx: ServiceContext, actor, filter, signal) {
    await recordDownload(ctx, actor, { action: "download-payouts", subjectId: null, input: onRecord(filter) });
    const read = async (cursor: string | null) => {
      const items = await listPayouts(ctx, actor, { ...filter, cursor, limit: CSV_PAGE });
      return { items, nextCursor: items.length < CSV_PAGE ? null : (items.at(-1)?.payoutId ?? null) };
    };
    yield* csvOf(PAYOUT_COLUMNS, read, signal);
  },
});

const PAYOUT_COLUMNS: CsvColumns<PayoutView> = {
  payout_id: ({ payoutId }) => payoutId,
  driver_id: ({ driverId }) => driverId,
  driver_name: ({ driverName }) => driverName,
  amount_minor: ({ amountMinor }) => amountCell(amountMinor),
  currency: ({ currency }) => currency,
  state: ({ state }) => state,
  requested_at: ({ requestedAt }) => requestedAt,
  decided_at: ({ decidedAt }) => decidedAt,
  sent_at: ({ sentAt }) => sentAt,
  reason: ({ reason }) => reason,
  bank_name: ({ bankAccount }) => bankAccount?.bankName ?? null,
  account_number: ({ bankAccount }) => bankAccount?.maskedNumber ?? null,
  bank_reference: ({ bankReference }) => bankReference,
};

/** The audit log as CSV, for those who may read it; what an act changed and named, as JSON. */
export const exportAuditLogCsv = streamCase({
  ...table,
  input: z.object(auditFilterFields),
  refusals: [],
  async *run(ctx: ServiceContext, actor, filter, signal) {
    authorise(actor, { permission: "audit.read" });
    await recordDownload(ctx, actor, { action: "download-audit-log", subjectId: null, input: onRecord(filter) });
    const read = async (cursor: string | null) => listAuditLog(ctx, actor, { ...filter, cursor, limit: CSV_PAGE });
    yield* csvOf(AUDIT_COLUMNS, read, signal);
  },
});

const AUDIT_COLUMNS: CsvColumns<AuditEntry> = {
  audit_id: ({ auditId }) => auditId,
  at: ({ at }) => at,
  actor_id: ({ actorId }) => actorId,
  actor_name: ({ actorName }) => actorName,
  address: ({ address }) => address,
  action: ({ action }) => action,
  subject_kind: ({ subjectKind }) => subjectKind,
  subject_id: ({ subjectId }) => subjectId,
  subject_name: ({ subjectName }) => subjectName,
  reason: ({ reason }) => reason,
  details: ({ details }) => JSON.stringify(details),
};
