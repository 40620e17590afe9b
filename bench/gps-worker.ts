/**
 * The worker's half of the GPS path in a process of its own: consumes driver-gps and applies. Reports to its parent, ten times
 * a second, how many pings were applied and how old they were then.
 */
import { connect } from "@atlas/db/connect";
import { startConsumer } from "@atlas/queue/consumer";
import { applyPings } from "@atlas/services/tracker/live-map/apply-pings";
import { Redis } from "ioredis";

/** One report of the worker: pings applied since the one before, and their ages in ms → how many. */
export interface GpsReport {
  readonly applied: number;
  readonly ages: readonly (readonly [ageMs: number, count: number])[];
  /** CPU seconds used by the worker since its start. */
  readonly cpuS: number;
}

const [redisUrl, databaseUrl, prefix] = process.argv.slice(2);
if (redisUrl === undefined || databaseUrl === undefined || prefix === undefined) throw new Error("three arguments");

const ctx = {
  redis: new Redis(redisUrl),
  db: connect(databaseUrl, { applicationName: "bench-gps-worker", max: 5 }),
  clock: () => new Date(),
};
let applied = 0;
let ages = new Map<number, number>();

startConsumer(
  "driver-gps",
  async (batch) => {
    const became = await applyPings(ctx, batch);
    const nowMs = Date.now();
    applied += became.applied;
    for (const { receivedAtMs } of batch.pings) {
      const ageMs = nowMs - receivedAtMs;
      ages.set(ageMs, (ages.get(ageMs) ?? 0) + 1);
    }
  },
  { redisUrl, prefix, moveToDeadLetters: (letter) => Promise.reject(new Error(letter.reason)), onError: console.error },
);

setInterval(() => {
  const { user, system } = process.cpuUsage();
  const report: GpsReport = { applied, ages: [...ages], cpuS: (user + system) / 1e6 };
  applied = 0;
  ages = new Map();
  // The parent may have gone a moment ago: `disconnect` ends this process.
  process.send?.(report, () => {});
}, 100);
process.on("disconnect", () => process.exit(0));
