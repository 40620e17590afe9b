import { createServer, type Server, type ServerResponse } from "node:http";
import { clockState } from "@atlas/services/clock/database-clock";
import { acceptsWrites } from "@atlas/queue/accepts-writes";
import type { ServiceContext } from "@atlas/services/context";
import { collectOnce } from "@atlas/telemetry/collect-once";
import { sql } from "drizzle-orm";
import type { Registry } from "prom-client";
import type { WorkWatch } from "./work-watch.ts";

export interface StatusServerOptions {
  readonly ctx: ServiceContext;
  readonly registry: Registry;
  /** How old the metrics of a scrape may be. */
  readonly metricsMaxAgeMs: number;
  readonly watch: WorkWatch;
  readonly host: string;
  /** 0 takes a free port. */
  readonly port: number;
  /** How far the machine's clock is ahead of the database's. */
  readonly clockOffsetMs: () => number;
  readonly isStopping: () => boolean;
}

/** Serves `/healthz` (the process lives), `/readyz` (it gets its work done) and `/metrics`. */
export async function startStatusServer(options: StatusServerOptions): Promise<Server> {
  const readMetrics = collectOnce(() => options.registry.metrics(), options.metricsMaxAgeMs);
  const server = createServer((request, response) => {
    respond({ ...options, readMetrics }, request.url ?? "/", response).catch((err: unknown) => {
      options.ctx.log.error({ err }, "status request failed");
      response.writeHead(500).end();
    });
  });
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(options.port, options.host, () => {
      server.off("error", reject);
      resolve();
    });
  });
  return server;
}

async function respond(
  options: StatusServerOptions & { readonly readMetrics: () => Promise<string> },
  url: string,
  response: ServerResponse,
): Promise<void> {
  const { readMetrics } = options;
  switch (url.split("?", 1)[0]) {
    case "/healthz":
      json(response, options.isStopping() ? 503 : 200, { status: options.isStopping() ? "stopping" : "ok" });
      return;
    case "/readyz":
      await ready(options, response);
      return;
    case "/metrics":
      response.writeHead(200, { "content-type": options.registry.contentType });
      response.end(await readMetrics());
      return;
    default:
      json(response, 404, { error: { code: "NOT_FOUND", message: "There is no such page." } });
  }
}

/** Ready is a worker that gets work done: Postgres replies, Redis accepts writes, and none of the worker's own work stands still. */
async function ready(options: StatusServerOptions, response: ServerResponse): Promise<void> {
  const { ctx, watch, clockOffsetMs, isStopping } = options;
  const [postgres, redis] = await Promise.all([isReachable(ctx.db.execute(sql`SELECT 1`)), acceptsWrites(ctx.redis)]);
  const states = watch.states();
  const isReady = postgres && redis && !isStopping() && states.every(({ isStuck }) => !isStuck);
  json(response, isReady ? 200 : 503, {
    status: isReady ? "ready" : "unready",
    postgres,
    redis,
    stopping: isStopping(),
    ...clockState(clockOffsetMs()),
    work: Object.fromEntries(states.map(({ work, ageS, isStuck }) => [work, { ageS, isStuck }])),
  });
}

const MAX_RESPONSE_MS = 2_000;

async function isReachable(question: PromiseLike<unknown>): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<boolean>((resolve) => {
    timer = setTimeout(() => resolve(false), MAX_RESPONSE_MS);
  });
  const isMeasured = Promise.resolve(question).then(
    () => true,
    () => false,
  );
  const outcome = await Promise.race([isMeasured, late]);
  clearTimeout(timer);
  return outcome;
}

function json(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body));
}
