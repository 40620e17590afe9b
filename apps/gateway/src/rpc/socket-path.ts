import type { IncomingMessage } from "node:http";
import type { Duplex } from "node:stream";
import type { Logger } from "pino";
import type { WebSocketServer } from "ws";
import type { Credentials, Identifier } from "../auth/identify.ts";
import type { Session } from "../auth/session-reader.ts";
import type { ConnectionLimits } from "../http/connection-limits.ts";
import type { PingIngest } from "../ingest/ping-ingest.ts";
import type { Metrics } from "../metrics.ts";
import type { Admission } from "../overload/admission.ts";
import type { LimitsOfCallers } from "../overload/caller-limits.ts";
import type { ApiServices } from "./create-api-context.ts";
import type { SocketLimits } from "./socket-limits.ts";
import type { SocketSessions } from "./socket-sessions.ts";

/** What all WebSockets of a gateway have in common, whatever their path. */
export interface SharedBySockets {
  readonly api: ApiServices;
  readonly ingest: PingIngest;
  readonly admission: Admission;
  readonly callers: LimitsOfCallers;
  readonly limits: ConnectionLimits;
  readonly identifier: Identifier;
  readonly metrics: Metrics;
  readonly log: Logger;
  readonly newId: () => string;
  readonly socketLimits: SocketLimits;
  readonly socketSessions: SocketSessions;
  readonly addressOf: (request: IncomingMessage) => string;
  /** Counts a look-up of who it is until it has ended. */
  readonly identifying: (lookUp: Promise<Session | null>) => Promise<Session | null>;
}

/** One path at which the gateway speaks WebSocket. */
export interface SocketPath {
  readonly wss: WebSocketServer;
  /** Goes on with an upgrade whose origin and number have been looked at. */
  readonly upgrade: (request: IncomingMessage, socket: Duplex, head: Buffer) => void;
  /** Asks clients to connect elsewhere. */
  readonly sayGoodbye: () => void;
}

/** What a client without words of its own says of itself when it connects. */
export function credentialsOf({ headers }: IncomingMessage): Credentials {
  return {
    authorization: headers.authorization ?? null,
    origin: headers.origin ?? null,
    cookie: headers.cookie ?? null,
  };
}

/** Refuses an upgrade, before there is a WebSocket. `status` is the status line, with headers after line breaks. */
export function refuseUpgrade(socket: Duplex, status: string): void {
  socket.end(`HTTP/1.1 ${status}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
}
