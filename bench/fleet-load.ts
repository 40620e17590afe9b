/** The drivers of the fleet benchmark, in a process of their own. Its parent says when to connect and at which rate to send. */
import type { LatLng } from "@atlas/core/geo";
import { encodePingFrame, MAX_PINGS_PER_FRAME } from "@atlas/core/positions/ping-frame";
import { z } from "zod";
import { anywhere } from "./bench-city.ts";
import { type LoadSocket, openLoadSocket } from "./load-socket.ts";

const orderSchema = z.discriminatedUnion("kind", [
  z.object({
    kind: z.literal("connect"),
    gatewayUrl: z.string(),
    tokens: z.array(z.string()),
    driverIds: z.array(z.string()),
    /** A connection per driver through the driver's own procedure, or frames of many drivers from a service. */
    isOwn: z.boolean(),
  }),
  z.object({ kind: z.literal("send"), perSecond: z.number(), forMs: z.number() }),
]);

/** What a round of sending came to. */
export interface Sent {
  readonly sent: number;
  readonly accepted: number;
  readonly refused: number;
  /** How far the sender itself fell behind its schedule, pings. */
  readonly behind: number;
  /** CPU seconds that this process used meanwhile. */
  readonly cpuS: number;
}

const TICK_MS = 10;
const ACK_WAIT_MS = 10_000;

/** A fleet's server sends what has gathered for so long, or a whole frame at once. */
const GATHER_MS = 100;

/** Where the parts of a frame and of a record stand, as docs/pings.md says. */
const [HEAD_BYTES, RECORD_BYTES, LAT_AT, LNG_AT, AGE_AT] = [5, 35, 16, 20, 24];
const VERSION = 1;
const MICRODEGREES = 1e6;

let sockets: LoadSocket[] = [];
let frames: GatheringFrame[] = [];
/** A record per driver, made beforehand: this process shares the cores with what it measures. */
let records = new Uint8Array();
let drivers: { id: string; lat: number; lng: number }[] = [];
let isOwn = false;
let [turn, frameId, sent, accepted, refused] = [0, 0, 0, 0, 0];

/** The pings of a fleet's connection that wait for their frame, and when each position was known. */
class GatheringFrame {
  readonly #bytes = Buffer.alloc(HEAD_BYTES + MAX_PINGS_PER_FRAME * RECORD_BYTES);
  readonly #knownMs = new Float64Array(MAX_PINGS_PER_FRAME);
  count = 0;

  /** Since when the first of them waits. */
  get sinceMs(): number {
    return this.#knownMs[0] ?? 0;
  }

  add(record: Uint8Array, { lat, lng }: LatLng): void {
    const at = HEAD_BYTES + this.count * RECORD_BYTES;
    this.#bytes.set(record, at);
    this.#bytes.writeInt32BE(Math.round(lat * MICRODEGREES), at + LAT_AT);
    this.#bytes.writeInt32BE(Math.round(lng * MICRODEGREES), at + LNG_AT);
    this.#knownMs[this.count] = performance.now();
    this.count += 1;
  }

  /** The frame as it leaves now; the next ones gather anew. */
  take(number: number): Uint8Array {
    const nowMs = performance.now();
    this.#bytes.writeUInt8(VERSION);
    this.#bytes.writeUInt32BE(number, 1);
    for (let index = 0; index < this.count; index += 1) {
      const ageMs = Math.round(nowMs - (this.#knownMs[index] ?? nowMs));
      this.#bytes.writeUInt32BE(ageMs, HEAD_BYTES + index * RECORD_BYTES + AGE_AT);
    }
    const bytes = Uint8Array.from(this.#bytes.subarray(0, HEAD_BYTES + this.count * RECORD_BYTES));
    this.count = 0;
    return bytes;
  }
}

function recordsOf(fleet: readonly ({ id: string } & LatLng)[]): Uint8Array<ArrayBuffer> {
  const all = new Uint8Array(fleet.length * RECORD_BYTES);
  const motion = { headingDeg: 90, speedMps: 8.3, accuracyM: 12, isMock: false };
  for (let from = 0; from < fleet.length; from += MAX_PINGS_PER_FRAME) {
    const some = fleet.slice(from, from + MAX_PINGS_PER_FRAME);
    const pings = some.map(({ id, lat, lng }) => ({ driverId: id, lat, lng, ageMs: 0, ...motion }));
    all.set(encodePingFrame({ frame: 0, pings }).subarray(HEAD_BYTES), from * RECORD_BYTES);
  }
  return all;
}

const acknowledgementSchema = z.union([
  z.object({ frame: z.number(), accepted: z.number(), rejected: z.array(z.unknown()) }),
  z.object({ frame: z.number(), error: z.object({ code: z.string() }) }),
]);
/** Frames without an acknowledgement, and how many pings each has. */
const unacknowledged = new Map<number, number>();

function onOwnText(payload: Buffer): void {
  if (payload.includes('"accepted":')) accepted += 1;
  else complain(1, payload);
}

function onAcknowledgement(payload: Buffer): void {
  const acknowledgement = acknowledgementSchema.parse(JSON.parse(payload.toString("utf8")));
  const count = unacknowledged.get(acknowledgement.frame) ?? 0;
  unacknowledged.delete(acknowledgement.frame);
  if ("error" in acknowledgement) {
    complain(count, payload);
    return;
  }
  accepted += acknowledgement.accepted;
  const refusedOfIt = acknowledgement.rejected.length;
  if (refusedOfIt > 0) complain(refusedOfIt, payload);
}

function complain(count: number, payload: Buffer): void {
  if (refused <= 5) console.error("refused:", payload.toString("utf8").slice(0, 300));
  refused += count;
}

function sendOne(): void {
  const index = turn++ % drivers.length;
  const driver = drivers[index];
  const socket = sockets[index % sockets.length];
  if (driver === undefined || socket === undefined) return;
  driver.lat += (Math.random() - 0.5) * 4e-4;
  driver.lng += (Math.random() - 0.5) * 4e-4;
  sent += 1;
  if (isOwn) sendOwn(socket, driver);
  else gather(socket, index, driver);
}

function sendOwn(socket: LoadSocket, { lat, lng }: LatLng): void {
  frameId = (frameId + 1) % 1_000_000_000;
  const input =
    `{"lat":${lat.toFixed(6)},"lng":${lng.toFixed(6)},"headingDeg":90,"speedMps":8.3,"accuracyM":12,` +
    `"recordedAt":${Date.now()}}`;
  const params = `{"path":"tracker.updateLocation","input":${input}}`;
  socket.queue(`{"id":${frameId},"method":"mutation","params":${params}}`);
}

function gather(socket: LoadSocket, index: number, place: LatLng): void {
  const frame = frames[index % sockets.length];
  if (frame === undefined) return;
  frame.add(records.subarray(index * RECORD_BYTES, (index + 1) * RECORD_BYTES), place);
  if (frame.count === MAX_PINGS_PER_FRAME) sendFrame(socket, frame);
}

function sendFrame(socket: LoadSocket, frame: GatheringFrame): void {
  frameId = (frameId + 1) % 1_000_000_000;
  unacknowledged.set(frameId, frame.count);
  socket.sendBytes(frame.take(frameId));
}

/** Lets go what has waited long enough; with `all`, whatever there is. */
function sendWaiting(all: boolean): void {
  for (const socket of sockets) socket.flush();
  const dueMs = performance.now() - GATHER_MS;
  for (const [connection, frame] of frames.entries()) {
    const socket = sockets[connection];
    if (socket !== undefined && frame.count > 0 && (all || frame.sinceMs <= dueMs)) sendFrame(socket, frame);
  }
}

async function send(perSecond: number, forMs: number): Promise<Sent> {
  [sent, accepted, refused] = [0, 0, 0];
  unacknowledged.clear();
  const startedMs = performance.now();
  const startedCpu = process.cpuUsage();
  let due = 0;
  for (let elapsedMs = 0; elapsedMs < forMs; elapsedMs = performance.now() - startedMs) {
    due = Math.floor((elapsedMs / 1_000) * perSecond);
    // A sender that was held up does not catch up in one burst that no fleet would make.
    const until = Math.min(due, sent + Math.ceil((perSecond / 1_000) * TICK_MS * 4));
    while (sent < until) sendOne();
    sendWaiting(false);
    await new Promise((resolve) => setTimeout(resolve, TICK_MS));
  }
  sendWaiting(true);
  const deadlineMs = performance.now() + ACK_WAIT_MS;
  while (accepted + refused < sent && performance.now() < deadlineMs) {
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  const { user, system } = process.cpuUsage(startedCpu);
  return { sent, accepted, refused, behind: Math.max(0, due - sent), cpuS: (user + system) / 1e6 };
}

process.on("message", (message) => {
  const order = orderSchema.parse(message);
  const work = async (): Promise<unknown> => {
    if (order.kind === "send") return await send(order.perSecond, order.forMs);
    ({ isOwn } = order);
    for (const socket of sockets) socket.close();
    // A driver goes on from where the last connection left the driver.
    const before = new Map(drivers.map((driver) => [driver.id, driver]));
    drivers = order.driverIds.map((id) => before.get(id) ?? { id, ...anywhere() });
    sockets = [];
    if (!isOwn) records = recordsOf(drivers);
    const open = isOwn ? { onText: onOwnText } : { onText: onAcknowledgement, path: "/pings" as const };
    for (let from = 0; from < order.tokens.length; from += 200) {
      const batch = order.tokens.slice(from, from + 200);
      sockets.push(
        ...(await Promise.all(batch.map((token) => openLoadSocket({ gatewayUrl: order.gatewayUrl, token, ...open })))),
      );
    }
    frames = isOwn ? [] : sockets.map(() => new GatheringFrame());
    return { connected: sockets.length };
  };
  work().then(
    (message) => process.send?.(message),
    (error: unknown) => {
      console.error(error);
      process.exit(1);
    },
  );
});
process.on("disconnect", () => process.exit(0));
