import type { Consumer, ConsumerOptions } from "@atlas/queue/consumer";
import { startConsumer } from "@atlas/queue/consumer";
import type { ServiceContext } from "@atlas/services/context";
import { expireOffer } from "@atlas/services/dispatch/offers/expire-offer";
import { matchOrder } from "@atlas/services/dispatch/rounds/match-order";
import type { PingArchive } from "@atlas/services/history/archive-pings";
import { applyPings } from "@atlas/services/tracker/live-map/apply-pings";
import { settlePayout } from "@atlas/services/wallet/payouts";
import type { SettlementCollector } from "@atlas/services/settlement/settlement-collector";
import { ArchiveWaits } from "./archive-waits.ts";
import type { WorkerMetrics } from "./metrics.ts";
import { isLongTask, runUpkeep, type UpkeepSettings } from "./upkeep.ts";

export interface ConsumersOptions {
  readonly ctx: ServiceContext;
  readonly archive: PingArchive;
  readonly settlements: SettlementCollector;
  readonly metrics: WorkerMetrics;
  readonly upkeep: UpkeepSettings;
  /** Over connections on which a statement may take long. */
  readonly longCtx: ServiceContext;
  readonly queue: ConsumerOptions;
}

/** Joins each queue to its use case. */
export function startConsumers({
  ctx,
  archive,
  settlements,
  metrics,
  upkeep,
  queue,
  longCtx,
}: ConsumersOptions): Consumer[] {
  const waits = new ArchiveWaits();
  return [
    startConsumer(
      "driver-gps",
      async (batch) => {
        const became = await applyPings(ctx, batch);
        for (const [outcome, count] of Object.entries(became)) metrics.pings.inc({ outcome }, count);
        const [first] = batch.pings;
        if (first) metrics.pingAge.observe((ctx.clock().getTime() - first.receivedAtMs) / 1_000);
        // On the map at once; completed when the history has them, too, so that a worker's death loses none.
        const isArchived = await waits.until(archive.add(batch.cityId, batch.pings));
        if (!isArchived) metrics.unconfirmedPings.inc(batch.pings.length);
      },
      queue,
    ),
    startConsumer(
      "ride-dispatch",
      async (job, { messageId }) => {
        await matchOrder(ctx, job, messageId);
      },
      queue,
    ),
    startConsumer(
      "offer-expiry",
      async (job, { messageId }) => {
        await expireOffer(ctx, job, messageId);
      },
      queue,
    ),
    startConsumer(
      "wallet-transactions",
      async (job, { messageId }) => {
        if (job.kind === "payout") {
          await settlePayout(ctx, { payoutId: job.payoutId, messageId });
          return;
        }
        // What cannot be settled has its dead letter from the same transaction.
        const { outcome } = await settlements.settle({ kind: job.kind, orderId: job.orderId, messageId });
        metrics.settlements.inc({ kind: job.kind, outcome });
      },
      queue,
    ),
    startConsumer("upkeep", async ({ task }) => runUpkeep(isLongTask(task) ? longCtx : ctx, task, upkeep), {
      ...queue,
      // The next tick does the same work again: nothing to keep.
      bury: async ({ payload, reason }) => ctx.log.error({ payload, reason }, "upkeep.failed"),
    }),
  ];
}
