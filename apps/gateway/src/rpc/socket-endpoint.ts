import { withinDeadline } from "@atlas/api/command-deadline";
import type { ApiContext } from "@atlas/api/api-context";
import { refusalOf } from "@atlas/api/error-of";
import { RunningSubscriptions } from "@atlas/api/running-subscriptions";
import { Counts } from "@atlas/core/overload/counts";
import type { IncomingMessage, Server } from "node:http";
import type { Duplex } from "node:stream";
import { setTimeout as delay } from "node:timers/promises";
import { appRouter } from "@atlas/api/router";
import { type CreateWSSContextFnOptions, getWSConnectionHandler } from "@trpc/server/adapters/ws";
import type { Logger } from "pino";
import { type WebSocket, WebSocketServer } from "ws";
import { type Identifier, identify } from "../auth/identify.ts";
import type { SessionEnds } from "../auth/session-ends.ts";
import type { ClientAddressOf } from "../http/client-address.ts";
import type { ConnectionLimits } from "../http/connection-limits.ts";
import type { PingIngest } from "../ingest/ping-ingest.ts";
import { PingLane } from "../ingest/ping-lane.ts";
import type { Admission } from "../overload/admission.ts";
import { admitSocketCall } from "../overload/admit-socket-call.ts";
import { type Caller, callerOf } from "../overload/caller.ts";
import type { LimitsOfCallers } from "../overload/caller-limits.ts";
import type { Metrics } from "../metrics.ts";
import { type ApiServices, createApiContext } from "./create-api-context.ts";
import { HeldMessages } from "./held-messages.ts";
import { limitMessage } from "./limit-message.ts";
import { shareEncoder } from "./share-encoder.ts";
import { type CountedSocket, SocketLimits } from "./socket-limits.ts";
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
  readonly callers: LimitsOfCallers;
  readonly limits: ConnectionLimits;
  readonly clientAddressOf: ClientAddressOf;
  readonly identifier: Identifier;
  readonly sessionEnds: SessionEnds;
  readonly ownOrigins: ReadonlySet<string>;
  readonly metrics: Metrics;
  readonly log: Logger;
  readonly newId: () => string;
}

/** An open socket, and what is known of it. */
interface Client {
  readonly address: string;
  readonly counted: CountedSocket;
  readonly messages: HeldMessages;
  readonly lane: PingLane;
  caller: Caller;
}

/** tRPC's own words for what a gateway says that is about to stop. */
const RECONNECT = JSON.stringify({ id: null, method: "reconnect" });

/**
 * `/trpc` over WebSocket. A page's origin must be on the list, and its app's cookie signs it in; a client without an
 * Origin sends `connectionParams: { token }`. Signed-in sockets are closed with 4401 when their session ends.
 */
export function attachSockets(options: SocketOptions): SocketEndpoint {
  const { server, api, ingest, admission, identifier, metrics, limits, callers, log, newId } = options;
  const { limited } = admission;
  let beingIdentified = 0;
  const wss = new WebSocketServer({ noServer: true, maxPayload: MAX_PAYLOAD_BYTES, perMessageDeflate: false });
  const socketSessions = new SocketSessions(identifier.sessions, log);
  options.sessionEnds.listen(socketSessions);
  const socketLimits = new SocketLimits({ callers, sockets: limits.sockets, limited });
  const clients = new WeakMap<WebSocket, Client>();
  const subscriptionsOfUsers = new Counts();
  const addressOf = ({ socket, headers }: IncomingMessage): string =>
    options.clientAddressOf(socket.remoteAddress, (name) => headers[name]?.toString());

  server.on("upgrade", (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    const isCrowded = beingIdentified >= MAX_BEING_IDENTIFIED;
    const refusal = isCrowded
      ? "503 Service Unavailable\r\nRetry-After: 1"
      : (refuseUpgrade(request, options) ?? socketLimits.refusalOf(addressOf(request)));
    if (refusal !== null) {
      socket.end(`HTTP/1.1 ${refusal}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
      return;
    }
    wss.handleUpgrade(request, socket, head, (client) => wss.emit("connection", client, request));
  });

  const encoder = shareEncoder();
  const createContext = async ({ req, res, info }: CreateWSSContextFnOptions): Promise<ApiContext> => {
    const client = clients.get(res);
    if (client === undefined) throw new Error("a socket that nobody has counted");
    client.messages.hold();
    beingIdentified += 1;
    try {
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
      client.caller = callerOf(session?.actor ?? null, client.address);
      await belong(client);
      if (session !== null) {
        socketSessions.add(res, session);
        client.lane.open(session.actor, ingest);
      }
      const context = createApiContext(api, { session, address: client.address, requestId: newId() });
      const subscriptions = new RunningSubscriptions(subscriptionsOfUsers);
      return { ...context, subscriptions, admitCall: admitSocketCall(admission, client.caller, res) };
    } finally {
      // Once the context is there: what has waited is read under it.
      setImmediate(() => client.messages.release());
    }
  };
  const belong = async ({ counted, caller }: Client): Promise<void> => {
    try {
      counted.belongTo(caller);
    } catch (error) {
      await delay(limits.refusedSocketMs, undefined, { ref: false });
      throw error;
    }
  };

  wss.on("connection", (socket, request) => {
    const address = addressOf(request);
    const client: Client = {
      address,
      counted: socketLimits.open(address),
      messages: HeldMessages.of(socket),
      lane: PingLane.attach(socket, request.socket),
      caller: callerOf(null, address),
    };
    clients.set(socket, client);
    metrics.sockets.inc();
    const late = setTimeout(() => socket.terminate(), limits.identifyMs);
    socket.once("close", () => {
      clearTimeout(late);
      client.counted.close();
      metrics.sockets.dec();
    });
    socket.on("error", (err) => log.debug({ err }, "socket error"));
    const serve = getWSConnectionHandler({
      wss,
      router: appRouter,
      experimental_encoder: limitMessage(encoder, {
        maxCalls: () => callers[client.caller.kind]?.callsPerMessage ?? Number.POSITIVE_INFINITY,
        onLimited: () => limited.inc({ limit: "message" }),
      }),
      onError({ error, ctx, path }) {
        // Without a context nobody has logged it.
        if (ctx === undefined && refusalOf(error) === null) log.error({ err: error, path }, "bug");
      },
      keepAlive: { enabled: true, pingMs: PING_MS, pongWaitMs: PONG_WAIT_MS },
      createContext: (created) => {
        clearTimeout(late);
        return createContext(created);
      },
    });
    serve(socket, request);
  });

  return {
    async close(graceMs) {
      socketSessions[Symbol.dispose]();
      for (const client of wss.clients) if (client.readyState === client.OPEN) client.send(RECONNECT);
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
