import { cities } from "@atlas/db/schema/cities";
import { UPKEEP_TASKS, type UpkeepTask } from "@atlas/queue/catalog";
import type { Queues } from "@atlas/queue/create-queues";
import type { ServiceContext } from "@atlas/services/context";
import { trimRounds } from "@atlas/services/dispatch/rounds/trim-rounds";
import { keepGpsPartitions } from "@atlas/services/history/gps-partitions";
import { summariseLateTrips, summariseTrips } from "@atlas/services/history/summarise-trips";
import { redriveSettlements } from "@atlas/services/settlement/redrive-settlements";
import { republishOutbox } from "@atlas/services/messaging/republish-outbox";
import { sweepDriverStates } from "@atlas/services/ops/sweep-driver-states";
import { sweepLostDrivers } from "@atlas/services/ops/sweep-lost-drivers";
import { sweepOffers } from "@atlas/services/ops/sweep-offers";
import { sweepOrders } from "@atlas/services/ops/sweep-orders";
import { trimMessages } from "@atlas/services/messaging/trim-messages";
import { removeStaleDrivers } from "@atlas/services/tracker/live-map/remove-stale-drivers";
import { expireHolds } from "@atlas/services/ledger/post/expire-holds";
import { extendChain } from "@atlas/services/ledger/audit/extend-chain";

const SECOND_MS = 1_000;
const HOUR_MS = 3_600_000;

const EVERY_MS: { readonly [T in UpkeepTask]: number } = {
  "expire-orders": 2 * SECOND_MS,
  "expire-offers": 2 * SECOND_MS,
  "extend-chain": 5 * SECOND_MS,
  "stale-drivers": 10 * SECOND_MS,
  "republish-outbox": 10 * SECOND_MS,
  "summarise-trips": 10 * SECOND_MS,
  "lost-drivers": 15 * SECOND_MS,
  "driver-states": 30 * SECOND_MS,
  "redrive-settlements": 30 * SECOND_MS,
  "expire-holds": 60 * SECOND_MS,
  "late-tracks": 300 * SECOND_MS,
  "trim-messages": HOUR_MS,
  "gps-partitions": HOUR_MS,
};

/** Those that go over many rows or wait for a whole table: they get connections on which a statement may take long. */
const LONG_TASKS: ReadonlySet<UpkeepTask> = new Set([
  "summarise-trips",
  "late-tracks",
  "trim-messages",
  "gps-partitions",
]);

export function isLongTask(task: UpkeepTask): boolean {
  return LONG_TASKS.has(task);
}

export interface UpkeepSettings {
  readonly gpsRetentionDays: number;
  readonly dispatchRetentionDays: number;
}

/** Does one task of the housekeeping. Every task is safe to repeat and to run twice at once. */
export async function runUpkeep(ctx: ServiceContext, task: UpkeepTask, settings: UpkeepSettings): Promise<void> {
  switch (task) {
    case "expire-orders":
      await sweepOrders(ctx);
      return;
    case "expire-offers":
      await sweepOffers(ctx);
      return;
    case "stale-drivers":
      for (const { cityId } of await ctx.db.select({ cityId: cities.id }).from(cities)) {
        await removeStaleDrivers(ctx, { cityId });
      }
      return;
    case "lost-drivers":
      await sweepLostDrivers(ctx);
      return;
    case "driver-states":
      await sweepDriverStates(ctx);
      return;
    case "extend-chain":
      await extendChain(ctx);
      return;
    case "republish-outbox":
      await republishOutbox(ctx);
      return;
    case "redrive-settlements":
      await redriveSettlements(ctx);
      return;
    case "expire-holds":
      await expireHolds(ctx);
      return;
    case "trim-messages":
      await trimMessages(ctx);
      await trimRounds(ctx, { retentionDays: settings.dispatchRetentionDays });
      return;
    case "summarise-trips":
      await summariseTrips(ctx);
      return;
    case "late-tracks":
      await summariseLateTrips(ctx);
      return;
    case "gps-partitions":
      await keepGpsPartitions(ctx, { retentionDays: settings.gpsRetentionDays });
      return;
  }
}

/** Sees to it that every task comes round. Call it now and then: a wiped Redis has forgotten it. */
export async function scheduleUpkeep(queues: Queues): Promise<void> {
  for (const task of UPKEEP_TASKS) await queues.schedule(task, EVERY_MS[task]);
}
