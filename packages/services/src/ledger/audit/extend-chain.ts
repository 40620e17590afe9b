import { sql } from "drizzle-orm";
import { z } from "zod";
import type { ServiceContext } from "../../context.ts";
import { runLedger } from "../post/run-ledger.ts";

/** Transfers are chained once they are this old: by then those that committed beside them are visible. */
export const CHAIN_DELAY_S = 5;
const BATCH = 5_000;

const addedRow = z.object({ added: z.int() });

/** Chains what is older than the delay, off the path of the postings; returns how many transfers. */
export async function extendChain(ctx: Pick<ServiceContext, "db">, delayS: number = CHAIN_DELAY_S): Promise<number> {
  let total = 0;
  for (;;) {
    const [row] = await runLedger(
      ctx,
      addedRow,
      sql`
        SELECT ledger.extend_chain(make_interval(secs => ${delayS}), ${BATCH}) AS added`,
    );
    const added = row?.added ?? 0;
    total += added;
    if (added < BATCH) return total;
  }
}
