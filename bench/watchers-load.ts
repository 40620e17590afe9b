/** The watching riders of the benchmark, in a process of their own. */
import { destination } from "@atlas/core/geo";
import { z } from "zod";
import { CENTER } from "./bench-city.ts";
import { openLoadSocket } from "./load-socket.ts";

const orderSchema = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("watch"), gatewayUrl: z.string(), tokens: z.array(z.string()) }),
  z.object({ kind: z.literal("next") }),
]);

const VIEW_DEG = 0.02;

let lastAtMs: number[] = [];
let opened = 0;

async function watch(gatewayUrl: string, token: string): Promise<void> {
  const me = opened++;
  const onText = (payload: Buffer): void => {
    if (payload.includes('"type":"data"')) lastAtMs[me] = Date.now();
  };
  const socket = await openLoadSocket({ gatewayUrl, token, onText });
  const { lat, lng } = destination(CENTER, Math.random() * 360, Math.sqrt(Math.random()) * 3_000);
  const bounds = [lng - VIEW_DEG, lat - VIEW_DEG, lng + VIEW_DEG, lat + VIEW_DEG];
  const params = { path: "tracker.watchFleet", input: { bounds } };
  socket.queue(JSON.stringify({ id: 1, method: "subscription", params }));
  socket.flush();
}

/** When each watcher has had a frame since now: the times of the first and of the last one, epoch ms. */
async function nextBatch(): Promise<{ firstAtMs: number; lastAtMs: number; reached: number }> {
  lastAtMs = Array.from({ length: opened }, () => 0);
  const deadlineMs = Date.now() + 10_000;
  while (lastAtMs.includes(0) && Date.now() < deadlineMs) await new Promise((resolve) => setTimeout(resolve, 5));
  const reached = lastAtMs.filter((ms) => ms > 0);
  return { firstAtMs: Math.min(...reached), lastAtMs: Math.max(...reached), reached: reached.length };
}

process.on("message", (message) => {
  const order = orderSchema.parse(message);
  const work = async (): Promise<unknown> => {
    if (order.kind === "next") return await nextBatch();
    for (let from = 0; from < order.tokens.length; from += 100) {
      await Promise.all(order.tokens.slice(from, from + 100).map((token) => watch(order.gatewayUrl, token)));
    }
    return { opened };
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
