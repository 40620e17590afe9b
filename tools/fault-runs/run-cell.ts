import { setTimeout as delay } from "node:timers/promises";
import postgres, { type Sql } from "postgres";

import type { Cell } from "./cells.ts";
import type { ClientTally } from "./client.ts";
import { Oracle, type Violation } from "./oracle.ts";
import { perSecond, recoveryS } from "./recovery.ts";
import type { Scene } from "./scene.ts";

/** How large and how long the load of a cell is. */
export interface CellForm {
  readonly trips: number;
  readonly perSecond: number;
  /** The load's first stretch, which counts for nothing. */
  readonly warmUpMs: number;
  /** The undisturbed stretch before the fault. */
  readonly beforeMs: number;
  /** How long the load goes on from when recovery counts, at the least. */
  readonly afterMs: number;
  /** Whether the cell's bar for recovery counts; else it is enough that all work gets done. */
  readonly isTimed: boolean;
}

export interface CellResult {
  readonly cell: string;
  readonly trips: number;
  readonly acknowledged: number;
  readonly violations: readonly Violation[];
  /** Broken rules that the cell forgives. */
  readonly forgiven: readonly Violation[];
  /** Null when the rate of before did not come back while the load went on. */
  readonly recoveryS: number | null;
  /** The recovery that is still good; null where it is only measured. */
  readonly barS: number | null;
  /** From the end of the load until nothing was left to do, or until it was given up. */
  readonly drainS: number;
  /** What was left then. */
  readonly left: readonly string[];
  readonly tally: ClientTally;
  /** Orders matched in each second of the load, and the second in which the fault was planted. */
  readonly matchedPerSecond: readonly number[];
  readonly faultInSecond: number;
}

/** Longer than messages of a wiped Redis wait to be published again, and jobs of a killed worker to be taken over. */
const DRAIN_MS = 90_000;
const LONGEST_MS = 60_000;
const LOOK_EVERY_MS = 250;

/** Runs a load with the fault in its midst and checks what is left. */
export async function runCell(scene: Scene, cell: Cell, form: CellForm): Promise<CellResult> {
  const { stack, load, acknowledged } = scene;
  const acknowledgedBefore = acknowledged.count;
  load.reset();
  // What an earlier cell lost is that cell's.
  acknowledged.positions.length = 0;
  let endsAtMs = Infinity;
  const isEnough = (): boolean =>
    Date.now() > endsAtMs && (load.started >= form.trips || Date.now() > endsAtMs + LONGEST_MS);
  const running = load.run(form.perSecond, isEnough);
  await delay(form.warmUpMs);
  const fromMs = Date.now();
  await delay(form.beforeMs);
  const before = { fromMs, toMs: Date.now() };
  await cell.inject(scene);
  const sinceMs = Date.now();
  endsAtMs = sinceMs + form.afterMs;
  await running;
  const untilMs = Date.now();
  await scene.besides();

  const left = await drain(scene);
  const drainS = (Date.now() - untilMs) / 1_000;
  const matchedAtMs = await matchTimes(stack.databaseUrl);
  await using oracle = await Oracle.open(stack.databaseUrl, acknowledged);
  const broken = await oracle.violations();
  const isForgiven = ({ rule }: Violation): boolean => cell.forgives?.includes(rule) === true;
  return {
    cell: cell.name,
    trips: load.started,
    acknowledged: acknowledged.count - acknowledgedBefore,
    violations: broken.filter((violation) => !isForgiven(violation)),
    forgiven: broken.filter(isForgiven),
    recoveryS: recoveryS({ matchedAtMs, before, sinceMs, untilMs }),
    barS: form.isTimed ? cell.barS : null,
    drainS,
    left,
    tally: load.tally,
    matchedPerSecond: perSecond(matchedAtMs, { fromMs, toMs: untilMs }),
    faultInSecond: Math.floor((before.toMs - fromMs) / 1_000),
  };
}

/** Waits until every order has ended and is settled, every message has its receipt, and every driver can be had again. */
async function drain({ stack, load }: Scene): Promise<string[]> {
  const deadlineMs = performance.now() + DRAIN_MS;
  await load.finish(deadlineMs);
  const work = await withSql(stack.databaseUrl, async (sql) => {
    for (;;) {
      const left = await undone(sql);
      if (left === 0 || performance.now() >= deadlineMs) return left;
      await delay(LOOK_EVERY_MS);
    }
  });
  const drivers = await load.missingDrivers(deadlineMs);
  return [
    ...(work > 0 ? [`${work} orders, settlements and messages`] : []),
    ...(drivers > 0 ? [`${drivers} drivers who cannot be had`] : []),
  ];
}

async function undone(sql: Sql): Promise<number> {
  const [row] = await sql<{ left: number }[]>`
    SELECT (SELECT count(*) FROM orders
        WHERE status NOT IN ('FINISHED', 'CANCELLED', 'EXPIRED')
          OR (settled_at IS NULL AND (status = 'FINISHED' OR cancel_fee_minor > 0)))::integer
      + (SELECT count(*) FROM outbox o WHERE NOT EXISTS (
          SELECT FROM inbox i WHERE i.consumer = o.job AND i.message_id = o.id::text))::integer AS left`;
  return row?.left ?? 0;
}

async function matchTimes(databaseUrl: string): Promise<number[]> {
  return await withSql(databaseUrl, async (sql) => {
    const rows = await sql<{ at_ms: number }[]>`
      SELECT extract(epoch FROM pg_xact_commit_timestamp(xmin))::float8 * 1000 AS at_ms FROM order_transitions
      WHERE to_status = 'MATCHED' ORDER BY 1`;
    return rows.map((row) => row.at_ms);
  });
}

async function withSql<T>(databaseUrl: string, work: (sql: Sql) => Promise<T>): Promise<T> {
  const sql = postgres(databaseUrl, { max: 1, onnotice: () => {} });
  try {
    return await work(sql);
  } finally {
    await sql.end({ timeout: 2 });
  }
}
