import type { Actor } from "@atlas/core/actor";
import type { ServiceContext } from "../../context.ts";
import { operatorsOnly } from "../../access/operators-only.ts";

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

interface Row {
  check_name: string;
  account_id: string | null;
  transfer_id: string | null;
  order_id: string | null;
  hold_id: string | null;
  expected: string | null;
  actual: string | null;
}

/**
 * Rebuilds every snapshot from the entries and compares all that is stored twice: transfers and entries, balances,
 * holds, currencies, orders and settlements. Reads everything; meant for a quiet hour or a replica.
 * @throws DomainError FORBIDDEN
 */
export async function reconcile(
  ctx: Pick<ServiceContext, "db" | "clock">,
  actor: Actor,
  input: { readonly graceS?: number | undefined },
): Promise<ReconciliationView> {
  operatorsOnly(actor);
  const at = ctx.clock().toISOString();
  // One snapshot for all of it: postings go on meanwhile.
  return await ctx.db.$client.begin("ISOLATION LEVEL REPEATABLE READ READ ONLY", async (sql) => {
    await sql`SET LOCAL transaction_timeout = 0`;
    const rows = await sql<Row[]>`
      SELECT * FROM ledger.reconcile(${at}, make_interval(secs => ${input.graceS ?? DEFAULT_GRACE_S}), ${MAX_FINDINGS})`;
    const [counts] = await sql<{ accounts: bigint; transfers: bigint; entries: bigint }[]>`
      SELECT (SELECT count(*) FROM ledger.accounts) AS accounts, (SELECT count(*) FROM ledger.transfers) AS transfers,
        (SELECT count(*) FROM ledger.entries) AS entries`;
    return {
      at,
      isClean: rows.length === 0,
      accounts: Number(counts?.accounts),
      transfers: Number(counts?.transfers),
      entries: Number(counts?.entries),
      findings: rows.map(toFinding),
    };
  });
}

function toFinding(row: Row): Finding {
  return {
    check: row.check_name,
    accountId: row.account_id,
    transferId: row.transfer_id,
    orderId: row.order_id,
    holdId: row.hold_id,
    expected: row.expected,
    actual: row.actual,
  };
}
