import { setTimeout as delay } from "node:timers/promises";
import postgres, { type Sql } from "postgres";

import type { Cell } from "./cells.ts";
import type { ClientTally } from "./client.ts";
import { Judge, type Violation } from "./judge.ts";
import { recoveryS } from "./recovery.ts";
import type { Scene } from "./scene.ts";

/** How large and how long the load of a cell is. */
export interface CellForm {
  readonly trips: number;
  readonly perSecond: number;
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
  /** Null when the rate of before did not come back while the load went on. */
  readonly recoveryS: number | null;
  /** The recovery that is still good; null where it is only measured. */
  readonly barS: number | null;
  /** From the end of the load until nothing was left to do; null when something was. */
  readonly drainS: number | null;
  readonly tally: ClientTally;
}

const WARM_UP_MS = 2_000;
/** Longer than messages of a wiped Redis wait to be published again, and jobs of a killed worker to be taken over. */
const DRAIN_MS = 90_000;
const LONGEST_MS = 60_000;

/** Runs a load with the fault in its midst and judges what is left. */
export async function runCell(scene: Scene, cell: Cell, form: CellForm): Promise<CellResult> {
  const { stack, load, told } = scene;
  const toldBefore = told.count;
  load.reset();
  let endsAtMs = Infinity;
  const isEnough = (): boolean =>
    Date.now() > endsAtMs && (load.started >= form.trips || Date.now() > endsAtMs + LONGEST_MS);
  const running = load.run(form.perSecond, isEnough);
  await delay(WARM_UP_MS);
  const fromMs = Date.now();
  await delay(form.beforeMs);
  const before = { fromMs, toMs: Date.now() };
  await cell.inject(scene);
  const sinceMs = Date.now();
  endsAtMs = sinceMs + form.afterMs;
  await running;
  const untilMs = Date.now();
  await scene.besides();

  await load.finish(performance.now() + DRAIN_MS);
  const isIdle = await settled(stack.databaseUrl, untilMs + DRAIN_MS);
  const drainS = isIdle ? (Date.now() - untilMs) / 1_000 : null;
  const matchedAtMs = await matchTimes(stack.databaseUrl);
  await using oracle = await Judge.open(stack.databaseUrl, told);
  return {
    cell: cell.name,
    trips: load.started,
    acknowledged: told.count - toldBefore,
    violations: await oracle.violations(),
    recoveryS: recoveryS({ matchedAtMs, before, sinceMs, untilMs }),
    barS: form.isTimed ? cell.barS : null,
    drainS,
    tally: load.tally,
  };
}

/** Waits until every order has ended and is settled and every message has its receipt. */
async function settled(databaseUrl: string, deadlineMs: number): Promise<boolean> {
  return await withSql(databaseUrl, async (sql) => {
    for (; Date.now() < deadlineMs; await delay(250)) {
      const [row] = await sql<{ left: number }[]>`
        SELECT (SELECT count(*) FROM orders
            WHERE status NOT IN ('FINISHED', 'CANCELLED', 'EXPIRED')
              OR (settled_at IS NULL AND (status = 'FINISHED' OR cancel_fee_minor > 0)))::integer
          + (SELECT count(*) FROM outbox o WHERE NOT EXISTS (
              SELECT FROM inbox i WHERE i.consumer = o.job AND i.message_id = o.id::text))::integer AS left`;
      if (row?.left === 0) return true;
    }
    return false;
  });
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
