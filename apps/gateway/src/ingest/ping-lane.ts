import type { Socket } from "node:net";
import type { Actor } from "@atlas/core/actor";
import { DomainError } from "@atlas/core/errors";
import { pingSchema } from "@atlas/core/ping";
import { pingedDriver } from "@atlas/services/tracker/pinged-driver";
import { type RawData, WebSocket } from "ws";
import type { PingIngest } from "./ping-ingest.ts";

const ONE = "tracker.updateLocation";
const MANY = "tracker.updateLocations";
/** Longer frames carry batches; those are served by tRPC. */
const MOST_BYTES = 512;

/** A server-side socket whose messages may be served before its listeners see them. */
export class LaneSocket extends WebSocket {
  /** Answers true for a message that is served; only the others are emitted. */
  lane: ((data: RawData, isBinary: boolean) => boolean) | null = null;

  override emit(event: string | symbol, ...args: unknown[]): boolean {
    if (event === "message" && this.lane !== null) {
      const [data, isBinary] = args;
      if (Buffer.isBuffer(data) && this.lane(data, isBinary === true)) return true;
    }
    return super.emit(event, ...args);
  }
}

/**
 * The short way for the hottest call: a frame with a single ping that will be taken is parsed by the same schema, judged by
 * the same ingestion and answered in the same words as through tRPC, at a fraction of its cost. Everything else (batches,
 * refusals, drivers heard of for the first time, anything odd) is left to tRPC, untouched.
 *
 * `new WebSocketServer({ WebSocket: LaneSocket })`; once the socket's actor is known: `openPingLane(…)`.
 */
export function openPingLane(
  socket: LaneSocket,
  transport: Socket,
  { actor, ingest }: { actor: Actor; ingest: PingIngest },
): void {
  if (actor.role === "rider") return;
  const answer = corkedSender(socket, transport);
  socket.lane = (data, isBinary) => {
    if (isBinary || !Buffer.isBuffer(data) || data.length > MOST_BYTES || !data.includes(ONE)) return false;
    const call = parseCall(data.toString("utf8"));
    if (call === null || !isTaken(ingest, actor, call)) return false;
    answer(`{"id":${call.id},"result":{"type":"data","data":${ANSWER_OF[call.path]}}}`);
    return true;
  };
}

const ANSWER_OF = { [ONE]: '{"accepted":true}', [MANY]: '{"accepted":1,"rejected":[]}' } as const;

interface Call {
  readonly id: number;
  readonly path: typeof ONE | typeof MANY;
  readonly input: unknown;
}

/** The call in a frame, if it is exactly what tRPC's own client sends; schemas would cost more than the rest together. */
function parseCall(text: string): Call | null {
  const frame = parseJson(text);
  if (!isRecord(frame) || frame["method"] !== "mutation" || frame["jsonrpc"] !== undefined) return null;
  const { id, params } = frame;
  if (!Number.isSafeInteger(id) || typeof id !== "number" || !isRecord(params)) return null;
  const { path, input, lastEventId } = params;
  return lastEventId === undefined && (path === ONE || path === MANY) ? { id, path, input } : null;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // tRPC answers malformed JSON in its own way.
    return null;
  }
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null;
}

function isTaken(ingest: PingIngest, actor: Actor, { path, input }: Call): boolean {
  const raw = path === ONE ? input : onlyPingOf(input);
  const driverId = path === MANY && isRecord(raw) ? raw["driverId"] : undefined;
  // An id of any other shape is no known driver: it takes tRPC's way and is refused there.
  if (driverId !== undefined && typeof driverId !== "string") return false;
  const ping = pingSchema.safeParse(raw);
  return ping.success && mayPing(actor, driverId) && ingest.takeAtOnce(driverId ?? actor.userId, ping.data);
}

function onlyPingOf(input: unknown): unknown {
  if (!isRecord(input) || !Array.isArray(input["pings"]) || input["pings"].length !== 1) return null;
  return input["pings"][0];
}

function mayPing(actor: Actor, driverId: string | undefined): boolean {
  try {
    pingedDriver(actor, driverId);
    return true;
  } catch (error) {
    if (error instanceof DomainError) return false;
    throw error;
  }
}

/** Answers of one turn of the event loop leave in one write: a system call a frame would cost more than the frame. */
function corkedSender(socket: WebSocket, transport: Socket): (text: string) => void {
  let isCorked = false;
  const uncork = (): void => {
    isCorked = false;
    transport.uncork();
  };
  return (text) => {
    if (!isCorked) {
      isCorked = true;
      transport.cork();
      setImmediate(uncork);
    }
    socket.send(text);
  };
}
