import { withinDeadline } from "@atlas/api/command-deadline";
import { DomainError } from "@atlas/core/errors";
import { MAX_PING_FRAME_BYTES } from "@atlas/core/positions/ping-frame";
import { holds } from "@atlas/core/permissions";
import type { IncomingMessage } from "node:http";
import type { Duplex } from "node:stream";
import { type WebSocket, WebSocketServer } from "ws";
import { identify } from "../auth/identify.ts";
import type { Session } from "../auth/session-reader.ts";
import { callerOf } from "../overload/caller.ts";
import type { CountedSocket } from "../rpc/socket-limits.ts";
import { credentialsOf, refuseUpgrade, type SharedBySockets, type SocketPath } from "../rpc/socket-path.ts";
import { keepAlive } from "./keep-alive.ts";
import { servePingFrames } from "./serve-ping-frames.ts";

const PING_MS = 20_000;
/** Close code of the WebSocket protocol: the server goes away, connect again. */
const GOING_AWAY = 1_001;

/** `/pings`: binary frames of positions from who sends for many drivers (docs/pings.md). Who it is must be known at the upgrade. */
export function pingSockets(shared: SharedBySockets): SocketPath {
  const { identifier, ingest, metrics, log, socketLimits, socketSessions } = shared;
  const wss = new WebSocketServer({ noServer: true, maxPayload: MAX_PING_FRAME_BYTES, perMessageDeflate: false });

  const open = (client: WebSocket, session: Session, counted: CountedSocket): void => {
    metrics.sockets.inc();
    client.once("close", () => {
      counted.close();
      metrics.sockets.dec();
    });
    client.on("error", (err) => log.debug({ err }, "socket error"));
    keepAlive(client, PING_MS);
    servePingFrames(client, { actor: session.actor, intake: ingest, log });
    socketSessions.add(client, session);
  };

  const upgrade = async (request: IncomingMessage, socket: Duplex, head: Buffer): Promise<void> => {
    const address = shared.addressOf(request);
    const counted = socketLimits.open(address);
    socket.once("close", () => counted.close());
    const lookUp = shared.identifying(identify(identifier, credentialsOf(request)));
    const session = await withinDeadline(lookUp).catch((err: unknown) => {
      if (err instanceof DomainError && err.code === "SECOND_FACTOR_REQUIRED") return null;
      log.warn({ err }, "a socket's session could not be looked up");
      return undefined;
    });
    const refusal = refusalOf(session);
    if (refusal !== null || session == null) {
      refuseUpgrade(socket, refusal ?? "401 Unauthorized");
      return;
    }
    try {
      counted.belongTo(callerOf(session.actor, address));
    } catch {
      refuseUpgrade(socket, "429 Too Many Requests\r\nRetry-After: 5");
      return;
    }
    wss.handleUpgrade(request, socket, head, (client) => open(client, session, counted));
  };

  return {
    wss,
    upgrade: (request, socket, head) => void upgrade(request, socket, head),
    sayGoodbye: () => {
      for (const client of wss.clients) client.close(GOING_AWAY, "connect again");
    },
  };
}

/** The status line to refuse with, or null; undefined is a session that could not be looked up. */
function refusalOf(session: Session | null | undefined): string | null {
  if (session === undefined) return "503 Service Unavailable\r\nRetry-After: 1";
  if (session === null) return "401 Unauthorized";
  return holds(session.actor, "positions.report") ? null : "403 Forbidden";
}
