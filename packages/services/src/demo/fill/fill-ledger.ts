import type { Transaction } from "@atlas/db/connect";
import { queryOne, timeColumn } from "@atlas/db/query";
import { sql } from "drizzle-orm";
import { z } from "zod";
import type { FillContext } from "./fill-context.ts";
import type { OrderBatch } from "./fill-orders.ts";

/** The ledger's own lock of its chain (`ledger.extend_chain`). */
const CHAIN_LOCK = 7_265_110;
/** A city has so many sub-accounts of each kind. */
const SHARDS = 16;

const lastRow = z.object({ at: timeColumn });

/**
 * Posts the trips of `fill_trips`, each as its settlement would: what riders and drivers need for it comes from promotions first, so that nobody
 * owes anything. Set-based, with the instants of the trips, which the ledger's own functions cannot be given; the same rows, down to the
 * chain, and `reconcile` and `verify` hold them to the same rules. Returns the instant of the last posting.
 */
export async function fillLedger(tx: Transaction, fill: FillContext, batch: OrderBatch): Promise<Date> {
  await tx.execute(sql`
    INSERT INTO ledger.holds (id, account_id, amount, captured, status, order_id, expires_at, created_at, closed_at)
    SELECT pg_temp.id_at(created_at, n, 60), rider_account, fare, fare, 'captured', id, created_at + interval '1 day', created_at, settled_at
    FROM fill_trips WHERE settled_at IS NOT NULL AND payment_method = 'wallet' ORDER BY n`);
  await planLegs(tx, fill, batch);
  await tx.execute(sql`
    INSERT INTO ledger.settlements (order_id, kind, rider_account_id, driver_account_id, hold_id, currency, fare, commission, tax,
      transfer_ids, at)
    SELECT t.id, CASE t.payment_method WHEN 'wallet' THEN 'capture' ELSE 'cash-commission' END::ledger.settlement_kind, t.rider_account,
      t.driver_account, max(l.hold_id::text)::uuid, ${fill.currency}, t.fare, t.commission, t.tax, array_agg(l.id ORDER BY l.step), t.settled_at
    FROM fill_trips t JOIN fill_legs l ON l.order_id = t.id
    GROUP BY t.id, t.payment_method, t.rider_account, t.driver_account, t.fare, t.commission, t.tax, t.settled_at ORDER BY t.id`);
  const { at } = await queryOne(
    tx,
    lastRow,
    sql`SELECT coalesce(max(at), ${batch.postedFrom.toISOString()}) AS at FROM fill_legs`,
  );
  await postLegs(tx, fill);
  return at;
}

/** `fill_legs`: one row a transfer, in the order of `at`, `n`, `step`. */
async function planLegs(
  tx: Transaction,
  { cityId, currency }: FillContext,
  { first, postedFrom }: OrderBatch,
): Promise<void> {
  const own = (kind: string) => sql`ledger.city_account_id(${cityId}, ${currency}, ${kind}, (n % ${SHARDS})::integer)`;
  await tx.execute(sql`DROP TABLE IF EXISTS pg_temp.fill_legs`);
  await tx.execute(sql`
    CREATE TEMP TABLE fill_legs AS
    WITH trip AS (SELECT *, payment_method = 'cash' AS is_cash FROM fill_trips WHERE settled_at IS NOT NULL), needed AS (
      SELECT row_number() OVER (ORDER BY account) AS n, account, amount FROM (
        SELECT CASE WHEN is_cash THEN driver_account ELSE rider_account END AS account,
          sum(CASE WHEN is_cash THEN commission + tax ELSE fare END)::bigint AS amount
        FROM trip GROUP BY 1) AS need)
    SELECT 0::bigint AS n, n::integer AS step, pg_temp.id_at(${postedFrom.toISOString()}, ${first}::bigint + n, 70) AS id,
      ${own("promotions")} AS debit, account AS credit, amount, 'promotion'::ledger.transfer_kind AS kind, NULL::uuid AS order_id,
      NULL::uuid AS hold_id, ${postedFrom.toISOString()}::timestamptz AS at
    FROM needed
    UNION ALL
    SELECT n, l.step, pg_temp.id_at(settled_at, n, 80 + l.step), l.debit, l.credit, l.amount, l.kind::ledger.transfer_kind, id,
      CASE WHEN l.step = 1 AND NOT is_cash THEN pg_temp.id_at(created_at, n, 60) END, settled_at
    FROM trip CROSS JOIN LATERAL (VALUES
      (1, CASE WHEN is_cash THEN ${own("cash_clearing")} ELSE rider_account END, driver_account, fare, 'fare'),
      (3, driver_account, ${own("cash_clearing")}, CASE WHEN is_cash THEN fare ELSE 0 END, 'cash_collected'),
      (5, driver_account, ${own("platform_revenue")}, commission, 'commission'),
      (7, driver_account, ${own("tax")}, tax, 'tax')
    ) AS l(step, debit, credit, amount, kind)
    WHERE l.amount > 0`);
  await tx.execute(sql`ANALYZE pg_temp.fill_legs`);
}

/** Writes transfers, entries, balances and the chain of `fill_legs`, whose accounts have nothing later than their first instant. */
async function postLegs(tx: Transaction, { currency }: FillContext): Promise<void> {
  await tx.execute(sql`DROP TABLE IF EXISTS pg_temp.fill_sides`);
  await tx.execute(sql`
    CREATE TEMP TABLE fill_sides AS
    SELECT l.id, l.at, s.side, s.account_id, s.amount, a.last_seq + row_number() OVER own AS seq,
      a.posted + (sum(s.amount) OVER own)::bigint AS balance_after
    FROM fill_legs l CROSS JOIN LATERAL (VALUES (0, l.debit, -l.amount), (1, l.credit, l.amount)) AS s(side, account_id, amount)
    JOIN ledger.accounts a ON a.id = s.account_id
    WINDOW own AS (PARTITION BY s.account_id ORDER BY l.at, l.n, l.step, s.side)`);
  await tx.execute(sql`ANALYZE pg_temp.fill_sides`);
  await tx.execute(sql`
    INSERT INTO ledger.entries (account_id, seq, transfer_id, at, amount, balance_after)
    SELECT account_id, seq, id, at, amount, balance_after FROM fill_sides ORDER BY account_id, seq`);
  await tx.execute(sql`
    INSERT INTO ledger.transfers (id, debit_account_id, credit_account_id, amount, debit_seq, credit_seq, at, kind, currency, order_id,
      group_id, hold_id)
    SELECT l.id, l.debit, l.credit, l.amount, d.seq, c.seq, l.at, l.kind, ${currency}, l.order_id, l.order_id, l.hold_id
    FROM fill_legs l JOIN fill_sides d ON d.id = l.id AND d.side = 0 JOIN fill_sides c ON c.id = l.id AND c.side = 1
    ORDER BY l.at, l.n, l.step`);
  await tx.execute(sql`
    UPDATE ledger.accounts a SET posted = a.posted + t.moved, last_seq = t.seq, last_entry_at = t.at
    FROM (SELECT account_id, sum(amount)::bigint AS moved, max(seq) AS seq, max(at) AS at FROM fill_sides GROUP BY 1) AS t
    WHERE a.id = t.account_id`);
  await tx.execute(sql`SELECT pg_advisory_xact_lock(${CHAIN_LOCK})`);
  await tx.execute(sql`
    WITH head AS (
      SELECT position, hash FROM ledger.chain_links
      UNION ALL SELECT 0, sha256('atlas ledger') ORDER BY position DESC LIMIT 1
    ), leaf AS (
      SELECT t.at, t.id, ledger.leaf_of(t, d, c) AS leaf
      FROM fill_legs l JOIN ledger.transfers t ON t.id = l.id
      JOIN ledger.entries d ON d.account_id = t.debit_account_id AND d.seq = t.debit_seq
      JOIN ledger.entries c ON c.account_id = t.credit_account_id AND c.seq = t.credit_seq)
    INSERT INTO ledger.chain_links (position, transfer_id, leaf, hash)
    SELECT head.position + row_number() OVER w, leaf.id, leaf.leaf, pg_temp.chained(leaf.leaf, head.hash) OVER w
    FROM leaf, head WINDOW w AS (ORDER BY leaf.at, leaf.id ROWS UNBOUNDED PRECEDING)`);
}
