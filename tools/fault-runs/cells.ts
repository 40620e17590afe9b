import { setTimeout as delay } from "node:timers/promises";
import postgres from "postgres";

import { flood } from "./overload.ts";
import type { Scene } from "./scene.ts";
import { fillDisk, mountSmallDisk, whyNoSmallDisk } from "./small-disk.ts";

/** One fault, planted in the middle of a load. */
export interface Cell {
  readonly name: string;
  /** The recovery that is still good, in seconds. */
  readonly barS: number;
  /** Whether `npm test` has it. */
  readonly isShort: boolean;
  /** Rules that it may break, within what is documented: positions are in Redis only until the history has them. */
  readonly forgives?: readonly string[];
  /** Why this machine cannot have the fault; null when it can. */
  readonly impossible?: () => string | null;
  /** Makes ready what must stand before the servers start; returns what takes it away. */
  readonly prepare?: (postgresDir: string) => () => void;
  /** Does the fault and, where it has an end, ends it; resolves at the instant from which recovery counts. */
  readonly inject: (scene: Scene) => Promise<void>;
}

/** From when Postgres accepts queries again. */
const POSTGRES_ANSWERS_S = 5;
/** For all that has no end, or that we find out for ourselves. */
const OTHERWISE_S = 15;
const POSITIONS = "acknowledged-positions-exist";
const FREEZE_MS = 8_000;
const LOCK_MS = 5_000;
const LOSE_MS = 5_000;
const LOSE_EVERY = 20;
const CLOCK_OFF_MS = 300_000;
const CLOCK_WATCH_MS = 10_000;
const DISK_FULL_MS = 5_000;

export const CELLS: readonly Cell[] = [
  {
    name: "kill-gateway",
    barS: OTHERWISE_S,
    isShort: false,
    inject: async ({ stack, beside }) => beside(stack.killAndRestart("gateway-1")),
  },
  {
    name: "kill-worker",
    barS: OTHERWISE_S,
    isShort: true,
    inject: async ({ stack, beside }) => beside(stack.killAndRestart("worker-1")),
  },
  {
    name: "kill-postgres",
    barS: POSTGRES_ANSWERS_S,
    isShort: true,
    inject: ({ stack }) => stack.killAndRestart("postgres"),
  },
  {
    name: "kill-redis",
    barS: OTHERWISE_S,
    isShort: false,
    forgives: [POSITIONS],
    inject: ({ stack }) => stack.killAndRestart("redis"),
  },
  {
    name: "freeze-gateway",
    barS: OTHERWISE_S,
    isShort: false,
    inject: ({ stack }) => stack.freeze("gateway-1", FREEZE_MS),
  },
  {
    name: "freeze-worker",
    barS: OTHERWISE_S,
    isShort: false,
    inject: ({ stack }) => stack.freeze("worker-1", FREEZE_MS),
  },
  {
    name: "freeze-postgres",
    barS: POSTGRES_ANSWERS_S,
    isShort: false,
    inject: ({ stack }) => stack.freeze("postgres", FREEZE_MS),
  },
  { name: "freeze-redis", barS: OTHERWISE_S, isShort: false, inject: ({ stack }) => stack.freeze("redis", FREEZE_MS) },
  {
    name: "silence-postgres",
    barS: OTHERWISE_S,
    isShort: true,
    inject: async ({ stack }) => void stack.postgresProxy.silence(),
  },
  {
    name: "silence-redis",
    barS: OTHERWISE_S,
    isShort: true,
    inject: async ({ stack }) => void stack.redisProxy.silence(),
  },
  {
    name: "wipe-redis",
    barS: OTHERWISE_S,
    isShort: true,
    forgives: [POSITIONS],
    inject: async ({ stack }) => void (await stack.askRedis("FLUSHALL")),
  },
  {
    name: "lock-orders",
    barS: POSTGRES_ANSWERS_S,
    isShort: false,
    inject: ({ stack }) => lockOrders(stack.databaseUrl),
  },
  {
    name: "full-disk",
    barS: POSTGRES_ANSWERS_S,
    isShort: false,
    impossible: whyNoSmallDisk,
    prepare: mountSmallDisk,
    inject: async ({ stack }) => {
      const free = fillDisk(stack.postgresDir);
      await delay(DISK_FULL_MS);
      free();
      await stack.ensurePostgres();
    },
  },
  { name: "clock-fast", barS: OTHERWISE_S, isShort: true, inject: async (scene) => wrongClock(scene, CLOCK_OFF_MS) },
  { name: "clock-slow", barS: OTHERWISE_S, isShort: false, inject: async (scene) => wrongClock(scene, -CLOCK_OFF_MS) },
  {
    name: "lost-replies",
    barS: OTHERWISE_S,
    isShort: true,
    inject: async ({ stack }) => {
      stack.postgresProxy.loseReplies(LOSE_EVERY);
      await delay(LOSE_MS);
      stack.postgresProxy.loseReplies(null);
    },
  },
  {
    name: "overload",
    barS: OTHERWISE_S,
    isShort: false,
    inject: ({ stack, town }) => flood(stack.gatewayUrls, town),
  },
];

async function lockOrders(databaseUrl: string): Promise<void> {
  const sql = postgres(databaseUrl, { max: 1, onnotice: () => {} });
  try {
    await sql.begin(async (tx) => {
      await tx`LOCK TABLE orders IN ACCESS EXCLUSIVE MODE`;
      await delay(LOCK_MS);
    });
  } finally {
    await sql.end({ timeout: 2 });
  }
}

/** A third worker joins, on a machine whose clock is wrong, and leaves again once it has done its share of the work. */
async function wrongClock({ stack, beside }: Scene, clockOffsetMs: number): Promise<void> {
  await stack.startApp("worker-3", { clockOffsetMs });
  beside(delay(CLOCK_WATCH_MS).then(() => stack.stopApp("worker-3")));
}
