import { withinDeadline } from "@atlas/api/command-deadline";
import { refusalOf } from "@atlas/api/error-of";
import { RunningSubscriptions } from "@atlas/api/running-subscriptions";
import type { IncomingMessage, Server } from "node:http";
import type { Duplex } from "node:stream";
import { appRouter } from "@atlas/api/router";
import { applyWSSHandler, type CreateWSSContextFnOptions } from "@trpc/server/adapters/ws";
import type { Logger } from "pino";
import { type WebSocket, WebSocketServer } from "ws";
import { type Identifier, identify } from "../auth/identify.ts";
import type { SessionEnds } from "../auth/session-ends.ts";
import type { PingIngest } from "../ingest/ping-ingest.ts";
import { PingLane } from "../ingest/ping-lane.ts";
import type { Admission } from "../overload/admission.ts";
import { admitSocketCall } from "../overload/admit-socket-call.ts";
import type { Metrics } from "../metrics.ts";
import { type ApiServices, createApiContext } from "./create-api-context.ts";
import { shareEncoder } from "./share-encoder.ts";
import { SocketSessions } from "./socket-sessions.ts";

/** 500 pings are about 60 KB. */
const MAX_PAYLOAD_BYTES = 256 * 1_024;
const PING_MS = 20_000;
const PONG_WAIT_MS = 10_000;
/** Clients that come back all at once are refused beyond so many, and try again after a while. */
const MAX_BEING_IDENTIFIED = 500;

export interface SocketEndpoint {
  /** Asks clients to connect elsewhere, waits a moment for them to go, then ends whoever is left. */
  close(graceMs: number): Promise<void>;
}

export interface SocketOptions {
  readonly server: Server;
  readonly api: ApiServices;
  readonly ingest: PingIngest;
  readonly admission: Admission;
  readonly identifier: Identifier;
  readonly sessionEnds: SessionEnds;
  readonly ownOrigins: ReadonlySet<string>;
  readonly metrics: Metrics;
  readonly log: Logger;
  readonly newId: () => string;
}

/**
 * `/trpc` over WebSocket. A page's origin must be on the list, and its app's cookie signs it in; a client without an
 * Origin sends `connectionParams: { token }`. Signed-in sockets are closed with 4401 when their session ends.
 */
export function attachSockets(options: SocketOptions): SocketEndpoint {
  const { server, api, ingest, identifier, metrics, log, newId } = options;
  const admitCall = admitSocketCall(options.admission);
  let beingIdentified = 0;
  const wss = new WebSocketServer({ noServer: true, maxPayload: MAX_PAYLOAD_BYTES, perMessageDeflate: false });
  const socketSessions = new SocketSessions(identifier.sessions, log);
  options.sessionEnds.listen(socketSessions);
  const laneOf = new WeakMap<WebSocket, PingLane>();

  server.on("upgrade", (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    const isCrowded = beingIdentified >= MAX_BEING_IDENTIFIED;
    const refusal = isCrowded ? "503 Service Unavailable\r\nRetry-After: 1" : refuseUpgrade(request, options);
    if (refusal !== null) {
      socket.end(`HTTP/1.1 ${refusal}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
      return;
    }
    wss.handleUpgrade(request, socket, head, (client) => wss.emit("connection", client, request));
  });
  wss.on("connection", (client, request) => {
    laneOf.set(client, PingLane.attach(client, request.socket));
    metrics.sockets.inc();
    client.once("close", () => metrics.sockets.dec());
    client.on("error", (err) => log.debug({ err }, "socket error"));
  });

  const handler = applyWSSHandler({
    wss,
    router: appRouter,
    experimental_encoder: shareEncoder(),
    onError({ error, ctx, path }) {
      // Without a context nobody has logged it.
      if (ctx === undefined && refusalOf(error) === null) log.error({ err: error, path }, "bug");
    },
    keepAlive: { enabled: true, pingMs: PING_MS, pongWaitMs: PONG_WAIT_MS },
    async createContext({ req, res, info }: CreateWSSContextFnOptions) {
      beingIdentified += 1;
      const identified = identify(identifier, {
        authorization: req.headers.authorization ?? null,
        origin: req.headers.origin ?? null,
        cookie: req.headers.cookie ?? null,
        token: info.connectionParams?.["token"] ?? null,
      }).finally(() => {
        beingIdentified -= 1;
      });
      // Calls that came right behind the upgrade wait for it.
      const session = await withinDeadline(identified);
      if (session !== null) {
        socketSessions.add(res, session);
        laneOf.get(res)?.open(session.actor, ingest);
      }
      const subscriptions = new RunningSubscriptions();
      return { ...createApiContext(api, session, newId()), subscriptions, admitCall };
    },
  });

  return {
    async close(graceMs) {
      socketSessions[Symbol.dispose]();
      handler.broadcastReconnectNotification();
      await allGone(wss, graceMs);
      for (const client of wss.clients) client.terminate();
      wss.close();
    },
  };
}

/** The status line to refuse with, or null. */
function refuseUpgrade(request: IncomingMessage, { identifier, ownOrigins }: SocketOptions): string | null {
  const path = request.url?.split("?", 1)[0];
  if (path !== "/trpc") return "404 Not Found";
  const { origin } = request.headers;
  if (origin !== undefined && !identifier.origins.has(origin) && !ownOrigins.has(origin)) return "403 Forbidden";
  return null;
}

async function allGone(wss: WebSocketServer, graceMs: number): Promise<void> {
  if (wss.clients.size === 0) return;
  await new Promise<void>((resolve) => {
    const timer = setTimeout(resolve, graceMs);
    const check = (): void => {
      if (wss.clients.size > 0) return;
      clearTimeout(timer);
      resolve();
    };
    // `clients` is emptied by a listener of its own, which ran first.
    for (const client of wss.clients) client.once("close", () => setImmediate(check));
  });
}
