/** The drivers of the fleet benchmark, in a process of their own. Told by its parent to connect and to send at a rate. */
import { z } from "zod";
import { anywhere } from "./bench-city.ts";
import { type LoadSocket, openLoadSocket } from "./load-socket.ts";

const orderSchema = z.discriminatedUnion("kind", [
  z.object({
    kind: z.literal("connect"),
    gatewayUrl: z.string(),
    tokens: z.array(z.string()),
    driverIds: z.array(z.string()),
    /** One connection a driver through the driver's own procedure, or many drivers a connection as a service. */
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

let sockets: LoadSocket[] = [];
let drivers: { id: string; lat: number; lng: number }[] = [];
let isOwn = false;
let [turn, frameId, sent, accepted, refused] = [0, 0, 0, 0, 0];

function onText(payload: Buffer): void {
  if (payload.includes('"accepted":')) accepted += 1;
  else {
    refused += 1;
    if (refused <= 5) console.error("refused:", payload.toString("utf8").slice(0, 300));
  }
}

function sendOne(): void {
  const index = turn++ % drivers.length;
  const driver = drivers[index];
  const socket = sockets[index % sockets.length];
  if (driver === undefined || socket === undefined) return;
  driver.lat += (Math.random() - 0.5) * 4e-4;
  driver.lng += (Math.random() - 0.5) * 4e-4;
  frameId = (frameId + 1) % 1_000_000_000;
  const fix =
    `"lat":${driver.lat.toFixed(6)},"lng":${driver.lng.toFixed(6)},"headingDeg":90,"speedMps":8.3,"accuracyM":12,` +
    `"recordedAt":${Date.now()}}`;
  const params = isOwn
    ? `{"path":"tracker.updateLocation","input":{${fix}}`
    : `{"path":"tracker.updateLocations","input":{"pings":[{"driverId":"${driver.id}",${fix}]}}`;
  socket.queue(`{"id":${frameId},"method":"mutation","params":${params}}`);
  sent += 1;
}

async function send(perSecond: number, forMs: number): Promise<Sent> {
  [sent, accepted, refused] = [0, 0, 0];
  const startedMs = performance.now();
  const startedCpu = process.cpuUsage();
  let due = 0;
  for (let elapsedMs = 0; elapsedMs < forMs; elapsedMs = performance.now() - startedMs) {
    due = Math.floor((elapsedMs / 1_000) * perSecond);
    // A sender that was held up does not catch up in one burst that no fleet would make.
    const until = Math.min(due, sent + Math.ceil((perSecond / 1_000) * TICK_MS * 4));
    while (sent < until) sendOne();
    for (const socket of sockets) socket.flush();
    await new Promise((resolve) => setTimeout(resolve, TICK_MS));
  }
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
    for (let from = 0; from < order.tokens.length; from += 200) {
      const batch = order.tokens.slice(from, from + 200);
      sockets.push(...(await Promise.all(batch.map((token) => openLoadSocket(order.gatewayUrl, token, onText)))));
    }
    return { connected: sockets.length };
  };
  work().then(
    (answer) => process.send?.(answer),
    (error: unknown) => {
      console.error(error);
      process.exit(1);
    },
  );
});
process.on("disconnect", () => process.exit(0));
