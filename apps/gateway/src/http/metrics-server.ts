import { once } from "node:events";
import { createServer } from "node:http";
import { collectOnce } from "@atlas/telemetry/collect-once";
import type { Logger } from "pino";
import type { Registry } from "prom-client";

export interface MetricsServerOptions {
  readonly registry: Registry;
  readonly host: string;
  /** 0 takes a free port. */
  readonly port: number;
  /** How old a reading may be: a scrape reads some thousand values and asks Postgres and Redis. */
  readonly maxAgeMs: number;
  readonly log: Logger;
}

export interface MetricsServer extends AsyncDisposable {
  /** What Prometheus scrapes. */
  readonly url: string;
}

/** Prometheus keeps one; a few more are people who look. */
const MAX_CONNECTIONS = 16;

/** Serves `/metrics` on a port of its own, which no proxy hands on: what a gateway does is nobody's business outside. */
export async function serveMetrics({
  registry,
  host,
  port,
  maxAgeMs,
  log,
}: MetricsServerOptions): Promise<MetricsServer> {
  const read = collectOnce(() => registry.metrics(), maxAgeMs);
  const server = createServer((request, response) => {
    if (request.url?.split("?", 1)[0] !== "/metrics") {
      response.writeHead(404).end();
      return;
    }
    read().then(
      (text) => response.writeHead(200, { "content-type": registry.contentType }).end(text),
      (err: unknown) => {
        log.error({ err }, "metrics could not be read");
        response.writeHead(500).end();
      },
    );
  });
  server.maxConnections = MAX_CONNECTIONS;
  server.listen(port, host);
  await once(server, "listening");
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("the metrics' server listens on no port");
  return {
    url: `http://${host}:${address.port}/metrics`,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}
