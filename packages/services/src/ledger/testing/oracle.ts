import type { Sql } from "postgres";

/**
 * What must hold of the ledger, in plain SQL over plain tables: it shares nothing with the functions that it checks.
 * Each query returns the rows that break its promise.
 */
const PROMISES: { readonly [promise: string]: string } = {
  "entries of a currency sum to zero": `
    SELECT a.currency, sum(e.amount)::text AS sum FROM ledger.entries e JOIN ledger.accounts a ON a.id = e.account_id
    GROUP BY 1 HAVING sum(e.amount) <> 0`,
  "a transfer has one debit and one credit entry of its amount": `
    SELECT t.id, count(e.*)::text AS entries FROM ledger.transfers t LEFT JOIN ledger.entries e ON e.transfer_id = t.id
    GROUP BY t.id
    HAVING count(*) FILTER (WHERE e.account_id = t.debit_account_id AND e.amount = -t.amount) <> 1
        OR count(*) FILTER (WHERE e.account_id = t.credit_account_id AND e.amount = t.amount) <> 1 OR count(e.*) <> 2`,
  "an entry belongs to a transfer": `
    SELECT e.* FROM ledger.entries e LEFT JOIN ledger.transfers t ON t.id = e.transfer_id WHERE t.id IS NULL`,
  "a snapshot is the sum of its entries": `
    SELECT a.id, a.posted::text, coalesce(sum(e.amount), 0)::text AS rebuilt
    FROM ledger.accounts a LEFT JOIN ledger.entries e ON e.account_id = a.id
    GROUP BY a.id HAVING a.posted <> coalesce(sum(e.amount), 0)`,
  "a balance after is the sum so far": `
    SELECT * FROM (
      SELECT e.*, sum(amount) OVER (PARTITION BY account_id ORDER BY seq) AS so_far,
        row_number() OVER (PARTITION BY account_id ORDER BY seq) AS number
      FROM ledger.entries e) r WHERE so_far <> balance_after OR number <> seq`,
  "held is what the open holds say": `
    SELECT a.id, a.held::text, coalesce(sum(h.amount), 0)::text AS open
    FROM ledger.accounts a LEFT JOIN ledger.holds h ON h.account_id = a.id AND h.status = 'open'
    GROUP BY a.id HAVING a.held <> coalesce(sum(h.amount), 0)`,
  "no wallet is below zero": `
    SELECT id FROM ledger.accounts WHERE kind::text LIKE '%wallet' AND (posted < 0 OR held < 0 OR posted < held)`,
  "no balance after of a wallet is below zero": `
    SELECT e.* FROM ledger.entries e JOIN ledger.accounts a ON a.id = e.account_id
    WHERE a.kind::text LIKE '%wallet' AND e.balance_after < 0`,
  "an order is captured at most once, and once more for what its rider confirmed": `
    SELECT t.order_id, count(*)::text AS captures FROM ledger.transfers t
    LEFT JOIN orders o ON o.id = t.order_id AND o.fare_answer = 'yes'
    WHERE t.kind IN ('fare', 'cancel_fee')
    GROUP BY t.order_id, t.debit_account_id HAVING count(*) > 1 + count(DISTINCT o.id)`,
  "what a rider confirmed was paid once, from its own hold, and nothing else was": `
    SELECT h.order_id, h.status, o.fare_answer, count(t.*)::text AS paid
    FROM ledger.holds h
    JOIN orders o ON o.id = h.order_id
    LEFT JOIN ledger.transfers t ON t.hold_id = h.id AND t.reverses_id IS NULL
    WHERE h.purpose = 'unproven'
    GROUP BY h.id, o.id
    HAVING count(t.*) FILTER (WHERE t.amount = o.unproven_minor) <> CASE o.fare_answer WHEN 'yes' THEN 1 ELSE 0 END
        OR count(t.*) > 1 OR (h.status = 'open') <> (o.fare_answer IS NULL)`,
  "the holds of an order are for no more than it can cost": `
    SELECT h.order_id, sum(h.amount)::text AS held FROM ledger.holds h JOIN orders o ON o.id = h.order_id
    WHERE o.unproven_minor IS NOT NULL
    GROUP BY h.order_id, o.id
    HAVING sum(h.amount) > greatest(2, o.final_fare_minor + CASE WHEN o.fare_answer = 'yes' THEN 0 ELSE o.unproven_minor END)`,
  "a debt is never above zero": `
    SELECT a.id, a.posted::text, a.held::text FROM ledger.accounts a
    WHERE a.kind::text LIKE '%debt' AND (a.posted > 0 OR a.held <> 0 OR EXISTS (
      SELECT FROM ledger.entries e WHERE e.account_id = a.id AND e.balance_after > 0))`,
  "nobody owes while money is free in the wallet": `
    SELECT d.id, d.posted::text, (w.posted - w.held)::text AS free FROM ledger.accounts d
    JOIN ledger.accounts w ON w.owner_id = d.owner_id AND w.city_id = d.city_id AND w.currency = d.currency
      AND w.kind::text = replace(d.kind::text, 'debt', 'wallet')
    WHERE d.kind::text LIKE '%debt' AND d.posted < 0 AND w.posted > w.held AND w.frozen_at IS NULL`,
  "a debt has one wallet that pays it": `
    SELECT d.id FROM ledger.accounts d LEFT JOIN ledger.accounts w ON w.debt_account_id = d.id
    WHERE d.kind::text LIKE '%debt' OR w.id IS NOT NULL
    GROUP BY d.id
    HAVING count(w.*) FILTER (WHERE w.owner_id = d.owner_id AND w.city_id = d.city_id AND w.currency = d.currency
      AND w.kind::text = replace(d.kind::text, 'debt', 'wallet')) <> 1 OR count(w.*) <> 1`,
  "a settlement says what was posted": `
    SELECT s.order_id FROM ledger.settlements s LEFT JOIN ledger.transfers t ON t.id = ANY (s.transfer_ids)
    GROUP BY s.order_id
    HAVING coalesce(sum(t.amount) FILTER (WHERE t.kind IN ('fare', 'cancel_fee')), 0) <> s.fare
        OR coalesce(sum(t.amount) FILTER (WHERE t.kind = 'commission'), 0) <> s.commission
        OR coalesce(sum(t.amount) FILTER (WHERE t.kind = 'tax'), 0) <> s.tax`,
  "a hold is captured at most once": `
    SELECT hold_id FROM ledger.transfers WHERE hold_id IS NOT NULL AND reverses_id IS NULL GROUP BY 1 HAVING count(*) > 1`,
  "a transfer is reversed at most once": `
    SELECT reverses_id FROM ledger.transfers WHERE reverses_id IS NOT NULL GROUP BY 1 HAVING count(*) > 1`,
  "an idempotency key moved money once": `
    SELECT idempotency_key FROM ledger.transfers WHERE idempotency_key IS NOT NULL
    GROUP BY 1 HAVING count(DISTINCT coalesce(group_id, id)) > 1`,
  "a payout left the wallet once, when it was sent": `
    SELECT p.id FROM ledger.payouts p LEFT JOIN ledger.transfers t ON t.hold_id = p.hold_id AND t.kind = 'payout'
    GROUP BY p.id HAVING count(t.*) <> CASE WHEN p.status = 'settled' OR p.return_transfer_id IS NOT NULL THEN 1 ELSE 0 END`,
  "a payout came back once, when the bank returned it": `
    SELECT p.id FROM ledger.payouts p
    JOIN ledger.transfers t ON t.hold_id = p.hold_id AND t.kind = 'payout'
    LEFT JOIN ledger.transfers r ON r.reverses_id = t.id
    GROUP BY p.id HAVING count(r.*) <> CASE WHEN p.status = 'returned' THEN 1 ELSE 0 END`,
  "a refund gives back what it says, and no trip more than it cost": `
    SELECT r.order_id FROM ledger.refunds r
    CROSS JOIN LATERAL (
      SELECT coalesce(sum(t.amount) FILTER (WHERE t.kind = 'refund'), 0) AS refund,
        coalesce(sum(t.amount) FILTER (WHERE t.kind = 'commission_refund'), 0) AS commission,
        coalesce(sum(t.amount) FILTER (WHERE t.kind = 'tax_refund'), 0) AS tax,
        count(DISTINCT t.group_id) AS groups,
        coalesce(sum(CASE w.kind WHEN 'rider_wallet' THEN t.amount ELSE 0 END), 0) AS to_rider
      FROM ledger.transfers t JOIN ledger.accounts w ON w.id = t.credit_account_id WHERE t.id = ANY (r.transfer_ids)) t
    CROSS JOIN LATERAL (
      SELECT coalesce(sum(amount), 0) AS paid FROM ledger.transfers f
      WHERE f.order_id = r.order_id AND f.kind IN ('fare', 'cancel_fee')
        AND NOT EXISTS (SELECT FROM ledger.transfers x WHERE x.reverses_id = f.id)) f
    CROSS JOIN LATERAL (SELECT sum(amount) AS refunded FROM ledger.refunds x WHERE x.order_id = r.order_id) x
    WHERE t.groups <> 1 OR t.to_rider <> r.amount OR t.commission <> r.commission OR t.tax <> r.tax
      OR t.refund <> CASE r.bearer WHEN 'driver' THEN r.amount ELSE r.driver END OR x.refunded > f.paid`,
  "a driver is compensated once, for a trip of which the platform pays": `
    SELECT t.order_id FROM ledger.transfers t JOIN orders o ON o.id = t.order_id WHERE t.kind = 'compensation'
    GROUP BY t.order_id, o.status, o.cancel_payer
    HAVING count(*) > 1 OR o.status <> 'CANCELLED' OR o.cancel_payer IS DISTINCT FROM 'platform'`,
  "a transfer of a refund has its refund": `
    SELECT t.id FROM ledger.transfers t
    WHERE t.kind IN ('refund', 'commission_refund', 'tax_refund') AND t.reverses_id IS NULL
      AND NOT EXISTS (SELECT FROM ledger.refunds r WHERE t.id = ANY (r.transfer_ids))`,
  "receipts of the cash desk are numbered without gaps, one for each posting of it": `
    SELECT r.city_id, r.year FROM ledger.cash_desk_receipts r
    LEFT JOIN ledger.transfers t ON t.id = r.transfer_id AND t.amount = r.amount AND t.kind = 'top_up'
    GROUP BY 1, 2 HAVING max(seq) <> count(*) OR min(seq) <> 1 OR count(t.*) <> count(*)
    UNION ALL
    SELECT a.city_id, 0 FROM ledger.transfers t JOIN ledger.accounts a ON a.id = t.debit_account_id
    WHERE a.kind = 'cash_desk' AND t.kind = 'top_up'
      AND NOT EXISTS (SELECT FROM ledger.cash_desk_receipts r WHERE r.transfer_id = t.id)`,
  "a payout stands in one file at a time, approved before it": `
    SELECT i.payout_id FROM ledger.payout_batch_items i JOIN ledger.payouts p ON p.id = i.payout_id
    WHERE i.recalled_at IS NULL
    GROUP BY i.payout_id, p.status, p.transfer_id, p.bank_account_id
    HAVING count(*) > 1 OR p.status = 'requested' OR (p.status = 'returned' AND p.transfer_id IS NULL)
      OR p.bank_account_id IS NULL`,
  "a batch has a file and adds up to its payouts": `
    SELECT b.id FROM ledger.payout_batches b
    LEFT JOIN ledger.payout_batch_items i ON i.batch_id = b.id LEFT JOIN ledger.payouts p ON p.id = i.payout_id
    GROUP BY b.id HAVING b.file IS NULL OR count(p.*) <> b.payouts OR sum(p.amount) <> b.total`,
};

/** That every trip which ended is settled: for moments when no work is left. */
const WHEN_IDLE: { readonly [promise: string]: string } = {
  "a finished wallet order has exactly one capture or one dead letter": `
    SELECT o.id FROM orders o
    LEFT JOIN ledger.transfers t ON t.order_id = o.id AND t.kind = 'fare'
      AND t.hold_id IN (SELECT id FROM ledger.holds WHERE purpose = 'charge')
    LEFT JOIN dead_letters d ON d.order_id = o.id AND d.replayed_at IS NULL
    WHERE o.status = 'FINISHED' AND o.payment_method = 'wallet'
    GROUP BY o.id HAVING count(DISTINCT t.id) + count(DISTINCT d.id) <> 1`,
  "captured fares add up to the order's": `
    SELECT o.id FROM orders o JOIN ledger.transfers t ON t.order_id = o.id AND t.kind = 'fare'
    GROUP BY o.id HAVING sum(t.amount) <> coalesce(o.final_fare_minor, o.fare_minor) OR o.settled_at IS NULL`,
  "a cancellation's fee is the order's": `
    SELECT o.id FROM orders o LEFT JOIN ledger.transfers t ON t.order_id = o.id AND t.kind = 'cancel_fee'
    WHERE o.status = 'CANCELLED' GROUP BY o.id
    HAVING coalesce(sum(t.amount), 0) <> coalesce(o.cancel_fee_minor, 0)`,
};

/** The promises that are broken, with up to three rows of each; empty when the ledger is sound. */
export async function brokenPromises<Types extends Record<string, unknown>>(
  sql: Sql<Types>,
  { isIdle = false }: { readonly isIdle?: boolean } = {},
): Promise<string[]> {
  const promises = Object.entries(isIdle ? { ...PROMISES, ...WHEN_IDLE } : PROMISES);
  // One snapshot for all of them, so that it may run while others post.
  const broken = await sql.begin("ISOLATION LEVEL REPEATABLE READ READ ONLY", async (tx) => {
    const found: string[] = [];
    for (const [promise, query] of promises) {
      const rows = await tx.unsafe(query);
      if (rows.length > 0) {
        const examples = rows
          .slice(0, 3)
          .map((row) =>
            JSON.stringify(row, (_, value: unknown) => (typeof value === "bigint" ? value.toString() : value)),
          );
        found.push(`${promise}: ${rows.length} × ${examples.join(" ")}`);
      }
    }
    return found;
  });
  return broken;
}
