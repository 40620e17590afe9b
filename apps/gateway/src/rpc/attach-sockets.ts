import type { IncomingMessage, Server } from "node:http";
import type { Duplex } from "node:stream";
import type { WebSocketServer } from "ws";
import type { SessionEnds } from "../auth/session-ends.ts";
import type { ClientAddressOf } from "../http/client-address.ts";
import { callerOf } from "../overload/caller.ts";
import { HeldRefusals } from "../overload/held-refusals.ts";
import { Turns } from "../overload/turns.ts";
import { pingSockets } from "../ingest/ping-sockets.ts";
import { SocketLimits } from "./socket-limits.ts";
import { refuseUpgrade, type SharedBySockets, type SocketPath } from "./socket-path.ts";
import { SocketSessions } from "./socket-sessions.ts";
import { trpcSockets } from "./trpc-sockets.ts";

/** Clients that come back all at once are refused beyond so many, and try again after a while. */
const MAX_BEING_IDENTIFIED = 500;

export interface SocketEndpoint {
  /** Asks clients to connect elsewhere, waits a moment for them to go, then ends the remaining ones. */
  close(graceMs: number): Promise<void>;
}

type MadeHere = "socketLimits" | "socketSessions" | "addressOf" | "identifying";

export interface SocketOptions extends Omit<SharedBySockets, MadeHere> {
  readonly server: Server;
  readonly clientAddressOf: ClientAddressOf;
  readonly sessionEnds: SessionEnds;
  readonly ownOrigins: ReadonlySet<string>;
}

/**
 * The WebSockets of the gateway: `/trpc` and `/pings`. A page's origin must be on the list, a socket is one of its address's until
 * somebody has signed in on it, and signed-in sockets are closed with 4401 when their session ends.
 */
export function attachSockets(options: SocketOptions): SocketEndpoint {
  const { server, admission, callers, limits, identifier, ownOrigins } = options;
  const socketSessions = new SocketSessions(identifier.sessions, options.log);
  options.sessionEnds.listen(socketSessions);
  const socketLimits = new SocketLimits({ callers, sockets: limits.sockets, limited: admission.limited });
  let beingIdentified = 0;
  const shared: SharedBySockets = {
    ...options,
    socketLimits,
    socketSessions,
    addressOf: ({ socket, headers }) =>
      options.clientAddressOf(socket.remoteAddress, (name) => headers[name]?.toString()),
    identifying(lookUp) {
      beingIdentified += 1;
      return lookUp.finally(() => {
        beingIdentified -= 1;
      });
    },
  };
  const paths = new Map<string | undefined, SocketPath>([
    ["/trpc", trpcSockets(shared)],
    ["/pings", pingSockets(shared)],
  ]);
  const refusalOf = (request: IncomingMessage): string | null => {
    if (beingIdentified >= MAX_BEING_IDENTIFIED) return "503 Service Unavailable\r\nRetry-After: 1";
    const { origin } = request.headers;
    if (origin !== undefined && !identifier.origins.has(origin) && !ownOrigins.has(origin)) return "403 Forbidden";
    return null;
  };
  const refusedLater = new HeldRefusals(limits.refusedSocketMs);
  const turns = new Turns();

  const open = (request: IncomingMessage, socket: Duplex, head: Buffer): void => {
    // It has hung up while it waited.
    if (socket.destroyed) return;
    const path = paths.get(request.url?.split("?", 1)[0]);
    const refusal = path === undefined ? "404 Not Found" : refusalOf(request);
    const tooMany = refusal ?? socketLimits.refusalOf(shared.addressOf(request));
    if (refusal !== null) refuseUpgrade(socket, refusal);
    else if (tooMany !== null) refusedLater.hold(() => refuseUpgrade(socket, tooMany));
    else path?.upgrade(request, socket, head);
  };
  server.on("upgrade", (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    // The server listens no more, and the library does not yet: one that is reset meanwhile would end the process.
    socket.on("error", (err) => options.log.debug({ err }, "socket error"));
    turns.add(callerOf(null, shared.addressOf(request)).key, () => open(request, socket, head));
  });

  return {
    async close(graceMs) {
      socketSessions[Symbol.dispose]();
      for (const { sayGoodbye } of paths.values()) sayGoodbye();
      await Promise.all([...paths.values()].map(({ wss }) => allGone(wss, graceMs)));
      for (const { wss } of paths.values()) {
        for (const client of wss.clients) client.terminate();
        wss.close();
      }
    },
  };
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
