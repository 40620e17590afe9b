import type { AddressInfo } from "node:net";
import { PoolGroup } from "@atlas/db/pool-group";
import { connectRedis, type RedisUse } from "@atlas/queue/connect-redis";
import { createQueues } from "@atlas/queue/create-queues";
import { hearSettingChanges } from "@atlas/services/cities/settings/hear-setting-changes";
import { SettingsCache } from "@atlas/services/cities/settings/settings-cache";
import { DatabaseClock } from "@atlas/services/clock/database-clock";
import type { ServiceContext } from "@atlas/services/context";
import { openMail } from "@atlas/ports/mail/open-mail";
import { openPayments } from "@atlas/ports/payments/open-payments";
import { openPush } from "@atlas/ports/push/open-push";
import { loadGeography } from "@atlas/geography/load-geography";
import { PingArchive } from "@atlas/services/history/archive-pings";
import { LinkTokens } from "@atlas/services/identity/link-tokens";
import type { JobContext } from "@atlas/services/jobs/job-context";
import { runUpkeep } from "@atlas/services/jobs/upkeep";
import { wakeWaitingOrders } from "@atlas/services/dispatch/rounds/wake-waiting-orders";
import { createPinLimit } from "@atlas/services/orders/pin-limit";
import { createEventPublisher } from "@atlas/services/messaging/publish-events";
import { moveToDeadLetters } from "@atlas/services/messaging/dead-letters/move-to-dead-letters";
import { SettlementCollector } from "@atlas/services/settlement/settlement-collector";
import type { Redis } from "ioredis";
import type { Logger } from "pino";
import { v7 as uuidv7 } from "uuid";
import type { WorkerConfig } from "./config.ts";
import { ArchiveWaits } from "./archive-waits.ts";
import { startConsumers } from "./consumers.ts";
import { createMetrics, watchWork } from "./metrics.ts";
import { OutboxRelay } from "./outbox-relay.ts";
import { startStatusServer } from "./status-server.ts";
import { traceJobs } from "./trace-jobs.ts";
import { scheduleUpkeep } from "./schedule-upkeep.ts";
import { WorkWatch } from "./work-watch.ts";

/** What running jobs get to finish; the rest of the ten seconds is for closing what they use. */
const JOBS_GRACE_MS = 6_000;
const ARCHIVE_GRACE_MS = 1_500;
const SCHEDULE_AGAIN_MS = 5_000;

/** A running worker. Stopping it takes at most ten seconds. */
export interface Worker {
  /** Of health and metrics. */
  readonly url: string;
  readonly services: ServiceContext;
  stop(): Promise<void>;
}

/** Connects to Postgres and Redis, and consumes every queue once both are reachable. */
export async function startWorker(config: WorkerConfig, log: Logger): Promise<Worker> {
  await using started = new AsyncDisposableStack();
  const onError = (err: Error): void => log.warn({ err }, "redis");
  const openRedis = (name: string, use: RedisUse): Redis =>
    started.adopt(connectRedis(config.redisUrl, { use, name, onError }), (redis) => redis.disconnect());
  const pools = started.adopt(new PoolGroup(config.databaseUrl, "atlas-worker"), (group) => group.disconnect(1_000));
  const db = pools.open("jobs");
  const clock = started.use(await DatabaseClock.open({ db, log }));
  config.onClock?.(clock.now);
  const redis = openRedis("atlas-worker-commands", "command");
  const prefix = config.queuePrefix === undefined ? {} : { prefix: config.queuePrefix };
  const queues = started.use(createQueues({ redisUrl: config.redisUrl, ...prefix, onError }));
  const settings = new SettingsCache({ db, clock: clock.now, log });
  await hearSettingChanges(openRedis("atlas-worker-settings", "subscriber"), settings);
  // It asks about charges; it makes none and gets no webhook.
  const payments = await openPayments(config.payments ?? null, {
    secret: config.linkSecret,
    pageUrl: "",
    now: clock.now,
  });
  const ctx: ServiceContext = {
    db,
    redis,
    enqueue: queues.enqueue,
    queueCounts: queues.queueCounts,
    events: createEventPublisher(redis, log),
    driversFreed: wakeWaitingOrders,
    countPinAttempt: createPinLimit(redis),
    settings,
    payments: payments && { port: payments, appUrls: config.appUrls },
    ...(await loadGeography({ db, config, publicUrl: null, log, clock: clock.now })),
    clock: clock.now,
    newId: () => uuidv7(),
    random: Math.random,
    log,
    isDemo: config.isDemo,
  };
  const { gpsRetentionDays, dispatchRetentionDays } = config;
  const retention = { gpsRetentionDays, dispatchRetentionDays };
  const longCtx = { ...ctx, db: pools.open("upkeep") };
  // The first pings need today's partition before the first tick comes round.
  await runUpkeep({ services: ctx, longServices: longCtx, retention }, "gps-partitions");
  await scheduleUpkeep(queues);

  const archive = new PingArchive(ctx);
  const settlements = started.use(new SettlementCollector(ctx));
  const waits = new ArchiveWaits();
  const metrics = createMetrics(longCtx, { archive, clockOffsetMs: clock.ownOffsetMs });
  const jobs: JobContext = {
    services: ctx,
    longServices: longCtx,
    settle: async (command) => settlements.settle(command),
    archive: async (cityId, pings) => waits.until(archive.add(cityId, pings)),
    retention,
    mail: openMail(config.mail),
    push: config.push === undefined ? null : openPush(config.push),
    appUrls: config.appUrls,
    links: new LinkTokens(config.linkSecret),
    metrics: metrics.jobs,
  };
  const consumers = startConsumers(jobs, {
    redisUrl: config.redisUrl,
    ...prefix,
    ...(config.lockMs === undefined ? {} : { lockMs: config.lockMs }),
    moveToDeadLetters: async (letter) => moveToDeadLetters(ctx, letter),
    onError: (err) => log.warn({ err }, "queue"),
    onFinished: (job) => {
      metrics.observeJob(job);
      watch.jobFinished(job);
    },
    ...((config.tracing ?? null) === null ? {} : { around: traceJobs() }),
  });
  const watch = started.use(new WorkWatch({ consumers, queueCounts: queues.queueCounts }));
  watchWork(metrics.registry, watch);
  const relay = new OutboxRelay({
    ctx,
    enqueueMany: queues.enqueueMany,
    subscriber: openRedis("atlas-worker-relay", "subscriber"),
    onPass: () => watch.relayed(),
  });
  const scheduling = setInterval(() => {
    scheduleUpkeep(queues).then(
      () => watch.scheduled(),
      (err: unknown) => log.warn({ err }, "upkeep not scheduled"),
    );
  }, SCHEDULE_AGAIN_MS);

  let isStopping = false;
  const { host, port } = config;
  const server = await startStatusServer({
    ctx,
    registry: metrics.registry,
    metricsMaxAgeMs: config.metricsMaxAgeMs ?? 1_000,
    watch,
    host,
    port,
    clockOffsetMs: clock.ownOffsetMs,
    isStopping: () => isStopping,
  });
  const resources = started.move();
  return {
    url: `http://${host}:${portOf(server.address())}`,
    services: ctx,
    async stop() {
      isStopping = true;
      clearInterval(scheduling);
      await Promise.all([relay.stop(), ...consumers.map((consumer) => consumer.close(JOBS_GRACE_MS))]);
      await archive.close(ARCHIVE_GRACE_MS);
      server.closeAllConnections();
      server.close();
      await resources.disposeAsync();
    },
  };
}

function portOf(address: AddressInfo | string | null): number {
  if (address === null || typeof address === "string") throw new Error("the worker listens on no port");
  return address.port;
}
