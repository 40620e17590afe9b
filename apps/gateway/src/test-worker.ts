import { type JobPayload, JOB_CATALOG, type OutgoingJob } from "@atlas/queue/catalog";
import { type Consumer, startConsumer } from "@atlas/queue/consumer";
import { matchOrder } from "@atlas/services/dispatch/rounds/match-order";
import { relayOutbox } from "@atlas/services/messaging/relay-outbox";
import { settleTrips } from "@atlas/services/settlement/settle-trips";
import { applyPings } from "@atlas/services/tracker/live-map/apply-pings";
import type { TestGateway } from "./test-gateway.ts";

/** Does by hand, once, what the worker does all the time: everything that is due in the outbox. */
export async function workOff({ gateway: { services } }: TestGateway): Promise<void> {
  const jobs: OutgoingJob[] = [];
  await relayOutbox(services, async (outgoing) => {
    jobs.push(...outgoing);
  });
  for (const { name, payload } of jobs) {
    if (name === "ride-dispatch") await matchOrder(services, JOB_CATALOG["ride-dispatch"].payload.parse(payload));
    if (name !== "wallet-transactions") continue;
    const command = JOB_CATALOG["wallet-transactions"].payload.parse(payload);
    if (command.kind !== "payout") await settleTrips(services, [{ kind: command.kind, orderId: command.orderId }]);
  }
}

/** The next job of pings, applied as the worker applies it. */
export function nextPings({ gateway, cityId }: TestGateway): { applied: Promise<void>; consumer: Consumer } {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  const consumer = startConsumer(
    "driver-gps",
    async (payload: JobPayload<"driver-gps">) => {
      await applyPings(gateway.services, payload);
      resolve();
    },
    {
      redisUrl: process.env["ATLAS_TEST_REDIS_URL"] ?? "",
      prefix: cityId,
      bury: async (letter) => reject(new Error(letter.reason)),
      onError: reject,
    },
  );
  return { applied: promise, consumer };
}
