/**
 * One client who asks for all that it can get, in a process of its own. It runs at a low priority: what is measured is what the gateway
 * takes from the others, not what the client takes from the machine.
 */
import { connect } from "node:net";
import { getPriority, setPriority } from "node:os";
import { z } from "zod";
import { type LoadSocket, openLoadSocket } from "./load-socket.ts";
import { callsTo } from "./overload-calls.ts";

const orderSchema = z.discriminatedUnion("kind", [
  /** So many of a call at once, each again as soon as its response has come. */
  z.object({
    kind: z.literal("calls"),
    atOnce: z.number(),
    path: z.string(),
    token: z.string().optional(),
    body: z.string().optional(),
  }),
  z.object({ kind: z.literal("sockets"), count: z.number(), token: z.string() }),
  /** Messages with so many calls in each, over one socket. */
  z.object({ kind: z.literal("messages"), calls: z.number(), token: z.string() }),
  z.object({ kind: z.literal("half requests"), count: z.number() }),
]);
const messageSchema = z.object({ gatewayUrl: z.string(), forMs: z.number(), order: orderSchema });
export type Attack = z.output<typeof orderSchema>;

const PAUSE_MS = 10;

setPriority(Math.min(19, getPriority() + 10));

/** Does it so many times at once, again and again until the time is over; resolves with how often it was done. */
async function again(atOnce: number, forMs: number, once: () => Promise<unknown>): Promise<number> {
  const untilMs = performance.now() + forMs;
  let times = 0;
  const loop = async (): Promise<void> => {
    while (performance.now() < untilMs) {
      await once();
      times += 1;
    }
  };
  await Promise.all(Array.from({ length: atOnce }, loop));
  return times;
}

async function attack({ gatewayUrl, forMs, order }: z.output<typeof messageSchema>): Promise<number> {
  const pause = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
  const over = AbortSignal.timeout(forMs);
  const untilOver = (end: () => void): Promise<void> =>
    new Promise((resolve) => {
      over.addEventListener("abort", () => {
        end();
        resolve();
      });
    });
  if (order.kind === "calls") {
    const call = callsTo(gatewayUrl);
    const { token, body } = order;
    const options = { ...(token === undefined ? {} : { token }), ...(body === undefined ? {} : { body }) };
    return await again(order.atOnce, forMs, () => call(order.path, options));
  }
  if (order.kind === "half requests") {
    const { hostname, port } = new URL(gatewayUrl);
    return await again(order.count, forMs, async () => {
      await pause();
      const socket = connect({ host: hostname, port: Number(port) });
      socket.on("error", () => {});
      socket.write("GET /healthz HTTP/1.1\r\nHost: half");
      const closed = new Promise<void>((resolve) => socket.once("close", () => resolve()));
      await Promise.race([closed, untilOver(() => socket.destroy())]);
    });
  }
  const open = async (): Promise<LoadSocket | null> => {
    try {
      return await openLoadSocket({ gatewayUrl, token: order.token, onText: () => {} });
    } catch {
      return null;
    }
  };
  if (order.kind === "sockets") {
    return await again(order.count, forMs, async () => {
      await pause();
      const socket = await open();
      if (socket !== null) await Promise.race([socket.closed, untilOver(socket.close)]);
    });
  }
  const text = JSON.stringify(
    Array.from({ length: order.calls }, (_, id) => ({ id, method: "query", params: { path: "order.list" } })),
  );
  const socket = await open();
  const times = await again(1, forMs, async () => {
    socket?.queue(text);
    socket?.flush();
    await pause();
  });
  socket?.close();
  return times;
}

process.on("message", (message) => {
  attack(messageSchema.parse(message)).then(
    (times) => process.send?.({ times }),
    (error: unknown) => {
      console.error(error);
      process.exit(1);
    },
  );
});
process.on("disconnect", () => process.exit(0));
