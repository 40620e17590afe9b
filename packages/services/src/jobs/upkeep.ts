import type { UpkeepTask } from "@atlas/queue/catalog";
import { reviewTrips } from "../alerts/flags/review-trips.ts";
import { watchTrips } from "../alerts/watch/watch-trips.ts";
import { expireApprovals } from "../approvals/expire-approvals.ts";
import { listCityIds } from "../cities/find-city.ts";
import type { ServiceContext } from "../context.ts";
import { trimKnownDevices } from "../devices/known-devices.ts";
import { trimRounds } from "../dispatch/rounds/trim-rounds.ts";
import { keepGpsPartitions } from "../history/gps-partitions.ts";
import { summariseLateTrips, summariseTrips } from "../history/summarise-trips.ts";
import { trimAccountRequests } from "../identity/account-requests.ts";
import { extendChain } from "../ledger/audit/extend-chain.ts";
import { expireHolds } from "../ledger/post/expire-holds.ts";
import { republishOutbox } from "../messaging/republish-outbox.ts";
import { trimMessages } from "../messaging/trim-messages.ts";
import { endDemoOrders } from "../ops/end-demo-orders.ts";
import { sweepArrivals } from "../ops/sweep-arrivals.ts";
import { sweepFareQuestions } from "../ops/sweep-fare-questions.ts";
import { sweepDriverStates } from "../ops/sweep-driver-states.ts";
import { expireSessions, sweepEndedSessions } from "../ops/sweep-ended-sessions.ts";
import { sweepLostDrivers } from "../ops/sweep-lost-drivers.ts";
import { sweepOffers } from "../ops/sweep-offers.ts";
import { sweepOrders } from "../ops/sweep-orders.ts";
import { askAboutPayments } from "../payments/ask-about-payments.ts";
import { trimKeyedCalls } from "../repeats/keyed-calls.ts";
import { redriveSettlements } from "../settlement/redrive-settlements.ts";
import { removeStaleDrivers } from "../tracker/live-map/remove-stale-drivers.ts";
import type { JobContext, Retention } from "./job-context.ts";

const SECOND_MS = 1_000;
const HOUR_MS = 3_600_000;

interface Task {
  readonly everyMs: number;
  /** Goes over many rows or waits for a whole table: it gets connections on which a statement may take long. */
  readonly isLong?: boolean;
  readonly run: (ctx: ServiceContext, retention: Retention) => Promise<unknown>;
}

/** The housekeeping. Every task is safe to repeat and to run twice at once. */
export const UPKEEP: { readonly [T in UpkeepTask]: Task } = {
  "expire-orders": { everyMs: 2 * SECOND_MS, run: sweepOrders },
  "expire-offers": { everyMs: 2 * SECOND_MS, run: sweepOffers },
  "expire-fare-questions": { everyMs: 5 * SECOND_MS, run: sweepFareQuestions },
  "extend-chain": { everyMs: 5 * SECOND_MS, run: async (ctx) => extendChain(ctx) },
  "stale-drivers": { everyMs: 10 * SECOND_MS, run: removeStaleDriversOfAll },
  "republish-outbox": { everyMs: 10 * SECOND_MS, run: async (ctx) => republishOutbox(ctx) },
  "summarise-trips": { everyMs: 10 * SECOND_MS, isLong: true, run: async (ctx) => summariseTrips(ctx) },
  "review-trips": { everyMs: 15 * SECOND_MS, isLong: true, run: reviewTrips },
  "watch-trips": { everyMs: 10 * SECOND_MS, run: watchTrips },
  "ended-sessions": { everyMs: 2 * SECOND_MS, run: endSessions },
  "past-demo": { everyMs: 10 * SECOND_MS, run: endDemoOrders },
  "lost-arrivals": { everyMs: 3 * SECOND_MS, run: sweepArrivals },
  "lost-drivers": { everyMs: 15 * SECOND_MS, run: sweepLostDrivers },
  "driver-states": { everyMs: 30 * SECOND_MS, run: async (ctx) => sweepDriverStates(ctx) },
  "redrive-settlements": { everyMs: 30 * SECOND_MS, run: async (ctx) => redriveSettlements(ctx) },
  "ask-about-payments": { everyMs: 10 * SECOND_MS, run: async (ctx) => askAboutPayments(ctx) },
  "expire-approvals": { everyMs: 60 * SECOND_MS, run: async (ctx) => expireApprovals(ctx) },
  "expire-holds": { everyMs: 60 * SECOND_MS, run: async (ctx) => expireHolds(ctx) },
  "late-tracks": { everyMs: 300 * SECOND_MS, isLong: true, run: async (ctx) => summariseLateTrips(ctx) },
  "trim-messages": { everyMs: HOUR_MS, isLong: true, run: trimRows },
  "gps-partitions": {
    everyMs: HOUR_MS,
    isLong: true,
    run: async (ctx, { gpsRetentionDays }) => keepGpsPartitions(ctx, { retentionDays: gpsRetentionDays }),
  },
};

/** Does one task of the housekeeping. */
export async function runUpkeep(
  { services, longServices, retention }: Pick<JobContext, "services" | "longServices" | "retention">,
  task: UpkeepTask,
): Promise<void> {
  const { run, isLong } = UPKEEP[task];
  await run(isLong === true ? longServices : services, retention);
}

async function removeStaleDriversOfAll(ctx: ServiceContext): Promise<void> {
  for (const cityId of await listCityIds(ctx.db)) await removeStaleDrivers(ctx, { cityId });
}

async function endSessions(ctx: ServiceContext): Promise<void> {
  await expireSessions(ctx);
  await sweepEndedSessions(ctx);
}

async function trimRows(ctx: ServiceContext, { dispatchRetentionDays }: Retention): Promise<void> {
  await trimMessages(ctx);
  await trimKeyedCalls(ctx);
  await trimKnownDevices(ctx);
  await trimAccountRequests(ctx);
  await trimRounds(ctx, { retentionDays: dispatchRetentionDays });
}
