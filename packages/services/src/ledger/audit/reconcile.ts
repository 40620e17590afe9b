import { graceSchema } from "@atlas/core/fields";
import { query, queryOne } from "@atlas/db/query";
import { sql } from "drizzle-orm";
import { z } from "zod";
import type { ServiceContext } from "../../context.ts";
import { useCase } from "../../use-case.ts";
import { inSnapshot } from "./in-snapshot.ts";

const MAX_FINDINGS = 200;
/** A finished trip may wait this long for its settlement before it is a finding. */
const DEFAULT_GRACE_S = 60;

/** One disagreement, with the row that it is about. */
export interface Finding {
  readonly check: string;
  readonly accountId: string | null;
  readonly transferId: string | null;
  readonly orderId: string | null;
  readonly holdId: string | null;
  readonly expected: string | null;
  readonly actual: string | null;
}

export interface ReconciliationView {
  readonly at: string;
  readonly isClean: boolean;
  readonly accounts: number;
  readonly transfers: number;
  readonly entries: number;
  /** At most 200. */
  readonly findings: readonly Finding[];
}

const findingRow = z.object({
  check: z.string(),
  accountId: z.string().nullable(),
  transferId: z.string().nullable(),
  orderId: z.string().nullable(),
  holdId: z.string().nullable(),
  expected: z.string().nullable(),
  actual: z.string().nullable(),
});
const countsRow = z.object({ accounts: z.coerce.number(), transfers: z.coerce.number(), entries: z.coerce.number() });

/**
 * Rebuilds every snapshot from the entries and compares all that is stored twice: transfers and entries, balances,
 * holds, currencies, orders and settlements. Reads everything; meant for a quiet hour or a replica.
 */
export const reconcile = useCase({
  kind: "report",
  permission: "ledger.read",
  input: z.object({ graceS: graceSchema }),
  refusals: [],
  async run(ctx: Pick<ServiceContext, "db" | "clock">, _, input): Promise<ReconciliationView> {
    const at = ctx.clock().toISOString();
    // One snapshot for all of it: postings go on meanwhile.
    return await inSnapshot(ctx.db, async (tx) => {
      await tx.execute(sql`SET LOCAL transaction_timeout = 0`);
      const findings = await query(
        tx,
        findingRow,
        sql`
          SELECT check_name AS check, account_id AS "accountId", transfer_id AS "transferId", order_id AS "orderId",
            hold_id AS "holdId", expected, actual
          FROM ledger.reconcile(${at}, make_interval(secs => ${input.graceS ?? DEFAULT_GRACE_S}), ${MAX_FINDINGS})`,
      );
      const counts = await queryOne(
        tx,
        countsRow,
        sql`
          SELECT (SELECT count(*) FROM ledger.accounts) AS accounts, (SELECT count(*) FROM ledger.transfers) AS transfers,
            (SELECT count(*) FROM ledger.entries) AS entries`,
      );
      return { at, isClean: findings.length === 0, ...counts, findings };
    });
  },
});
