import { setTimeout as delay } from "node:timers/promises";
import { workerData } from "node:worker_threads";
import { z } from "zod";

const { gatewayUrls, tokens, body } = z
  .object({ gatewayUrls: z.array(z.string()), tokens: z.array(z.string()), body: z.string() })
  .parse(workerData);

const AT_ONCE = 32;
const MEASURE_MS = 3_000;
const FLOOD_MS = 8_000;
const TIMES = 3;
const TICK_MS = 20;

let turn = 0;
async function ask(): Promise<void> {
  turn += 1;
  const url = gatewayUrls[turn % gatewayUrls.length];
  const authorization = `Bearer ${tokens[turn % tokens.length]}`;
  try {
    const response = await fetch(`${url}/trpc/order.quote`, {
      method: "POST",
      headers: { authorization, "content-type": "application/json" },
      body,
      signal: AbortSignal.timeout(10_000),
    });
    await response.arrayBuffer();
  } catch {
    // Refused, cut off or too late: the load beside it tells what became of the others.
  }
}

async function capacityPerS(): Promise<number> {
  const untilMs = performance.now() + MEASURE_MS;
  let replies = 0;
  const client = async (): Promise<void> => {
    for (; performance.now() < untilMs; replies += 1) await ask();
  };
  await Promise.all(Array.from({ length: AT_ONCE }, client));
  return (replies * 1_000) / MEASURE_MS;
}

const perSecond = TIMES * (await capacityPerS());
const beganMs = performance.now();
const asked: Promise<void>[] = [];
for (let elapsedMs = 0; elapsedMs < FLOOD_MS; elapsedMs = performance.now() - beganMs) {
  while (asked.length < (elapsedMs / 1_000) * perSecond) asked.push(ask());
  await delay(TICK_MS);
}
