import { startConsumer } from "./consumer.ts";

/** A worker process for tests: takes one job, says so, and never finishes it. Arguments: Redis URL, queue prefix. */
const [redisUrl, prefix] = process.argv.slice(2);
if (redisUrl === undefined || prefix === undefined) throw new Error("usage: hanging-consumer.ts <redis url> <prefix>");

startConsumer(
  "offer-expiry",
  async () => {
    process.send?.("started");
    await new Promise(() => {});
  },
  { redisUrl, prefix, lockMs: 1_000, moveToDeadLetters: async () => {}, onError: () => {} },
);
