import type { Database } from "@atlas/db/connect";
import { query } from "@atlas/db/query";
import { type SQL, sql } from "drizzle-orm";
import { z } from "zod";
import { quantile } from "./measurement.ts";

const orderRow = z.object({ id: z.string(), created: z.number(), published: z.number(), offered: z.number() });

/** When a booking left the rider and when its offer came to a driver, epoch milliseconds. */
export interface Journey {
  readonly sentAtMs: number;
  readonly offeredAtMs: number;
}

/** One line that says where the time of orders went, by what stands in Postgres: p50 and p99 of each stage. */
export async function describeStages(db: Database, journeys: ReadonlyMap<string, Journey>): Promise<string> {
  const instants = sql`
    SELECT o.id, ${inMs("o.created_at")} AS created, ${inMs("min(m.published_at)")} AS published,
      ${inMs("min(f.offered_at)")} AS offered
    FROM orders o
    JOIN offers f ON f.order_id = o.id
    JOIN outbox m ON m.job = 'ride-dispatch' AND m.payload ->> 'orderId' = o.id::text
    GROUP BY o.id`;
  const rows = await query(db, orderRow, instants);
  const stages = new Map<string, number[]>();
  for (const { id, created, published, offered } of rows) {
    const journey = journeys.get(id);
    if (!journey) continue;
    const ends = { booked: created, relayed: published, matched: offered, "in hand": journey.offeredAtMs };
    let from = journey.sentAtMs;
    for (const [stage, atMs] of Object.entries(ends)) {
      stages.set(stage, [...(stages.get(stage) ?? []), atMs - from]);
      from = atMs;
    }
  }
  const quantiles = [...stages].map(([stage, ms]) => {
    return `${stage} ${Math.round(quantile(ms, 0.5))} / ${Math.round(quantile(ms, 0.99))}`;
  });
  return `stages in ms, p50 / p99: ${quantiles.join(", ")}`;
}

function inMs(instant: string): SQL {
  return sql.raw(`(extract(epoch FROM ${instant}) * 1000)::float8`);
}
