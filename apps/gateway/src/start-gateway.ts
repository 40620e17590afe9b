import { randomInt } from "node:crypto";
import { createServer } from "node:http";
import type { GatewayContext } from "@atlas/api/api-context";
import { createLiveViews } from "@atlas/api/live-views";
import { PoolGroup } from "@atlas/db/pool-group";
import { IDENTITY_ROLE } from "@atlas/db/roles";
import { connectRedis, type RedisUse } from "@atlas/queue/connect-redis";
import { openPayments } from "@atlas/ports/payments/open-payments";
import { TestProvider } from "@atlas/ports/payments/built-in-provider";
import { createQueues } from "@atlas/queue/create-queues";
import { DatabaseClock } from "@atlas/services/clock/database-clock";
import { hearSettingChanges } from "@atlas/services/cities/settings/hear-setting-changes";
import { SettingsCache } from "@atlas/services/cities/settings/settings-cache";
import { loadGeography } from "@atlas/geography/load-geography";
import { GroundThreads } from "@atlas/geography/threads/ground-threads";
import { wakeWaitingOrders } from "@atlas/services/dispatch/rounds/wake-waiting-orders";
import { createEventPublisher } from "@atlas/services/messaging/publish-events";
import { createOwnPasswordCheck } from "@atlas/services/privacy/own-password";
import { createPinLimit } from "@atlas/services/orders/pin-limit";
import { serverLatencies } from "@atlas/services/ops/server-latency";
import type { IdentityContext } from "@atlas/services/identity/identity-context";
import { LinkTokens } from "@atlas/services/identity/link-tokens";
import { PostingCollector } from "@atlas/services/ledger/post/posting-collector";
import { FleetChannels } from "@atlas/services/tracker/watching/fleet-channels";
import { PositionFeed } from "@atlas/services/tracker/watching/position-feed";
import { DiskMailbox } from "@atlas/ports/mail/disk-mailbox";
import { getRequestListener } from "@hono/node-server";
import type { Redis } from "ioredis";
import type { Logger } from "pino";
import { v7 as uuidv7 } from "uuid";
import type { AuthRoutes } from "./auth/auth-routes.ts";
import { CookieSigner } from "./auth/cookie-signer.ts";
import { createAuths } from "./auth/create-auths.ts";
import { DeviceCookie } from "./auth/device-cookie.ts";
import { MailLimit } from "./auth/mail-limit.ts";
import { UsedCodes } from "./auth/second-factor-call.ts";
import { SessionEnds } from "./auth/session-ends.ts";
import { SessionReader } from "./auth/session-reader.ts";
import { SignInNotice } from "./auth/sign-in-notice.ts";
import { SignInLimit } from "./auth/sign-in-limit.ts";
import { warnOfSharedRights } from "./auth/warn-of-shared-rights.ts";
import { createChangeFeed } from "./change-feed.ts";
import { createCallLimit } from "./call-limit.ts";
import type { GatewayConfig } from "./config.ts";
import { clientAddressBy, proxyCheckBy } from "./http/client-address.ts";
import { CONNECTION_LIMITS } from "./http/connection-limits.ts";
import { createApp } from "./http/create-app.ts";
import { limitHalfOpen } from "./http/limit-half-open.ts";
import { listenAt } from "./http/listen.ts";
import { serveMetrics } from "./http/metrics-server.ts";
import { PingIngest } from "./ingest/ping-ingest.ts";
import { createMetrics } from "./metrics.ts";
import { originsOf } from "./origins.ts";
import { Admission } from "./overload/admission.ts";
import { CALLER_LIMITS } from "./overload/caller-limits.ts";
import { guardRequests } from "./overload/guard-requests.ts";
import { requestCallers } from "./overload/request-callers.ts";
import { attachSockets } from "./rpc/attach-sockets.ts";
import { traceCall } from "./rpc/trace-call.ts";
import type { ApiServices } from "./rpc/create-api-context.ts";

const CLIENT_ADDRESS_HEADER = "x-atlas-client-address";
const SOCKET_GRACE_MS = 2_000;
const INGEST_GRACE_MS = 3_000;
const REQUEST_GRACE_MS = 3_000;

/** What a request has of its connection, when it has none. */
const WITHOUT_SOCKET = { incoming: { socket: { remoteAddress: "127.0.0.1" }, complete: true, readableEnded: true } };

/** A running gateway. Stopping it takes at most ten seconds; stopping it again waits for the first time. */
export interface Gateway {
  readonly url: string;
  /** What Prometheus scrapes. */
  readonly metricsUrl: string;
  readonly services: GatewayContext;
  /** What it serves over HTTP: `GET /healthz`. */
  readonly endpoints: readonly string[];
  /** Serves a request that came over no socket, as one from this machine, without admission control. */
  readonly fetch: (request: Request) => Promise<Response>;
  stop(): Promise<void>;
}

/** Connects to Postgres and Redis, and serves HTTP and WebSocket once both are reachable. */
export async function startGateway(config: GatewayConfig, log: Logger): Promise<Gateway> {
  await using started = new AsyncDisposableStack();
  const pools = started.adopt(new PoolGroup(config.databaseUrl, "atlas-gateway"), (group) => group.disconnect());
  const [commandDb, viewDb] = [pools.open("commands"), pools.open("views")];
  const authUrl = config.authDatabaseUrl;
  const sessionDb = pools.open("sessions", {
    ...(authUrl === undefined ? {} : { databaseUrl: authUrl }),
    role: IDENTITY_ROLE,
  });
  const healthDb = pools.open("health");
  const openRedis = (use: RedisUse, name: string): Redis => {
    const onError = (err: Error): void => log.warn({ err, connection: name }, "redis");
    const opened = connectRedis(config.redisUrl, { use, name: `atlas-gateway-${name}`, onError });
    return started.adopt(opened, (connection) => connection.disconnect());
  };
  const redis = openRedis("command", "commands");
  const counters = openRedis("counter", "limits");
  const queues = started.use(
    createQueues({
      redisUrl: config.redisUrl,
      ...(config.queuePrefix === undefined ? {} : { prefix: config.queuePrefix }),
      onError: (err) => log.warn({ err, connection: "queues" }, "redis"),
    }),
  );
  const databaseClock = started.use(await DatabaseClock.open({ db: healthDb, log }));
  const clock = databaseClock.now;
  config.onClock?.(clock);
  const threads = started.use(new GroundThreads({ cityDir: config.cityDir, count: config.groundThreads ?? 1 }));
  const { publicUrl } = config;
  const geography = await loadGeography({ db: viewDb, config, publicUrl, log, clock, threads });
  const { routing, geocoder, basemap, groundOf } = geography;
  const eventFeed = openRedis("subscriber", "events");
  const changes = await createChangeFeed(eventFeed, log);
  const settings = new SettingsCache({ db: viewDb, clock, log });
  await hearSettingChanges(eventFeed, settings);
  await warnOfSharedRights({ db: commandDb, log, hasOwnLogin: authUrl !== undefined || config.isDemo });
  const metrics = createMetrics({
    watchers: changes.listenerCount,
    latencies: async () => serverLatencies({ db: commandDb, redis }),
    clockOffsetMs: databaseClock.ownOffsetMs,
  });

  const payments = await openPayments(config.payments ?? null, {
    secret: config.linkSecret,
    pageUrl: `${publicUrl}/test-payments`,
    now: clock,
  });
  const base = {
    db: viewDb,
    redis,
    enqueue: queues.enqueue,
    queueCounts: queues.queueCounts,
    events: createEventPublisher(redis, log),
    driversFreed: wakeWaitingOrders,
    countPinAttempt: createPinLimit(counters),
    links: new LinkTokens(config.linkSecret, config.formerLinkSecret),
    checkOwnPassword: createOwnPasswordCheck(sessionDb, counters),
    identityDb: sessionDb,
    push: { publicKey: config.push?.keys?.publicKey ?? null, testHost: config.push?.testHost ?? null },
    settings,
    payments: payments && { port: payments, appUrls: config.appUrls },
    routing,
    geocoder,
    basemap,
    clock,
    newId: () => uuidv7(),
    // PINs come of it.
    random: () => randomInt(2 ** 32) / 2 ** 32,
    log,
    isDemo: config.isDemo,
    ...(config.ledgerSigningKey === null ? {} : { ledgerSigningKey: config.ledgerSigningKey }),
  };
  const positionFeed = started.use(new PositionFeed(base, openRedis("subscriber", "positions")));
  const pingIntake = started.use(await PingIngest.open(base, metrics.registry));
  changes.listenToDrivers((driverId) => pingIntake.onDriverChange(driverId));
  const views: GatewayContext = {
    ...base,
    positionFeed,
    fleetChannels: new FleetChannels(),
    frameChannels: new FleetChannels(),
    pingIntake,
    postings: new PostingCollector(commandDb),
  };
  const services: GatewayContext = { ...views, db: commandDb };
  const reports: GatewayContext = { ...views, db: pools.open("reports") };

  const origins = originsOf(config.appUrls);
  const ownOrigins = new Set(
    originsOf({ web: config.publicUrl, driver: config.publicUrl, admin: config.publicUrl }).keys(),
  );
  const signer = new CookieSigner(config.authSecret, config.formerAuthSecret);
  const sessions = new SessionReader({ db: sessionDb, signer, clock, isDemo: config.isDemo });
  const sessionEnds = await SessionEnds.open(eventFeed, sessions);
  const identity: IdentityContext = {
    ...services,
    db: sessionDb,
    services,
  };
  const limit = new SignInLimit(counters);
  const auths = createAuths({
    services,
    db: sessionDb,
    sessionEnds,
    secret: config.authSecret,
    ...(config.formerAuthSecret === undefined ? {} : { formerSecret: config.formerAuthSecret }),
    publicUrl: config.publicUrl,
    origins,
    clientIpHeader: CLIENT_ADDRESS_HEADER,
  });
  const identifier = {
    sessions,
    origins,
    cookies: { web: auths.web.cookie, driver: auths.driver.cookie, admin: auths.admin.cookie },
  };
  const isTraced = (config.tracing ?? null) !== null;
  const callers = config.callers ?? CALLER_LIMITS;
  const limits = { ...CONNECTION_LIMITS, ...config.connections };
  const admission = started.use(new Admission(metrics.registry, config.inFlight, callers));
  const clientAddressOf = clientAddressBy(config.clientAddress);
  const { countCall, countAnonymousRead } = createCallLimit({
    redis: counters,
    callers,
    onLimited: () => admission.limited.inc({ limit: "reads" }),
  });
  const api: ApiServices = {
    services,
    views,
    reports,
    groundOf,
    changes,
    live: createLiveViews(views),
    countCall,
    observeCall: ({ path, type, outcome, durationMs }) => {
      metrics.calls.observe({ path, type, outcome }, durationMs / 1_000);
    },
    ...(isTraced ? { traceCall } : {}),
  };

  const isMailboxShown = config.isDemo && config.mail.smtp === null;
  let isStopping = false;
  const auth: AuthRoutes = {
    auths,
    origins,
    limit,
    sessions,
    metrics,
    log,
    clientIpHeader: CLIENT_ADDRESS_HEADER,
    db: sessionDb,
    newId: base.newId,
    devices: new DeviceCookie(signer),
    signer,
    notice: new SignInNotice({ ...services, db: sessionDb }, counters),
  };
  const app = createApp({
    api,
    auth,
    secondFactor: {
      ...auth,
      identity,
      sessionEnds,
      usedCodes: new UsedCodes(counters),
      secret: config.authSecret,
      formerSecret: config.formerAuthSecret,
      isDemo: config.isDemo,
    },
    account: {
      identity,
      sessionEnds,
      origins,
      limit,
      mailLimit: new MailLimit(counters),
      mailboxUrl: isMailboxShown ? `${config.publicUrl}/mailbox` : null,
      metrics,
      log,
      db: sessionDb,
    },
    health: {
      db: healthDb,
      redis: openRedis("command", "health"),
      clockOffsetMs: databaseClock.ownOffsetMs,
      isStopping: () => isStopping,
    },
    scope: { identifier, log, metrics, newId: base.newId, clientAddressOf },
    ownOrigins,
    countAnonymousRead,
    mailbox: isMailboxShown ? new DiskMailbox(config.mail.dir) : null,
    testPayments:
      payments instanceof TestProvider
        ? {
            provider: payments,
            report: async ({ body, headers }) =>
              app.fetch(
                new Request(`${publicUrl}/payments/webhooks/test`, { method: "POST", body, headers }),
                WITHOUT_SOCKET,
              ),
          }
        : null,
    basemapPathOf: geography.basemapPathOf,
    isTraced,
    isSecure: config.publicUrl.startsWith("https://"),
  });
  const listener = getRequestListener(app.fetch);
  const server = createServer(
    {
      headersTimeout: limits.headMs,
      requestTimeout: limits.requestMs,
      connectionsCheckingInterval: limits.checkEveryMs,
    },
    guardRequests((request, response) => void listener(request, response), {
      admission,
      origins,
      callerOf: requestCallers({ identifier, clientAddressOf }),
    }),
  );
  limitHalfOpen(server, {
    perAddress: limits.halfOpenPerAddress,
    isProxy: proxyCheckBy(config.clientAddress),
    onLimited: () => admission.limited.inc({ limit: "half-open" }),
  });
  const sockets = attachSockets({
    server,
    api,
    ingest: pingIntake,
    admission,
    callers,
    limits,
    clientAddressOf,
    identifier,
    sessionEnds,
    ownOrigins,
    metrics,
    log,
    newId: base.newId,
  });
  const scraped = started.use(
    await serveMetrics({
      registry: metrics.registry,
      host: config.host,
      port: config.metricsPort,
      maxAgeMs: config.metricsMaxAgeMs,
      log,
    }),
  );
  const listening = await listenAt(server, config);
  const resources = started.move();
  const stop = async (): Promise<void> => {
    isStopping = true;
    const closed = listening.close();
    await sockets.close(SOCKET_GRACE_MS);
    server.closeIdleConnections();
    const cut = setTimeout(() => server.closeAllConnections(), REQUEST_GRACE_MS);
    await closed;
    clearTimeout(cut);
    await pingIntake.close(INGEST_GRACE_MS);
    await resources.disposeAsync();
  };
  let stopped: Promise<void> | undefined;
  return {
    url: `http://${config.host}:${listening.port}`,
    metricsUrl: scraped.url,
    services,
    endpoints: app.routes.map(({ method, path }) => `${method} ${path}`),
    fetch: async (request) => app.fetch(request, WITHOUT_SOCKET),
    stop: () => (stopped ??= stop()),
  };
}
