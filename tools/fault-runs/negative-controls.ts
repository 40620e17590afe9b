/** A fault to plant in a sound database, and the one rule that must report it. */
export interface NegativeControl {
  readonly rule: string;
  readonly plant: string;
}

/** A copy of a finished trip as an order that never was settled, for the plants that need one more order. */
function copyOrder(changes: string, moves: string): string {
  return `
    CREATE TEMP TABLE original ON COMMIT DROP AS
      SELECT o.*, m.committed_at AS matched, (SELECT max(committed_at) FROM moves WHERE order_id = o.id) AS ended
      FROM orders o JOIN moves m ON m.order_id = o.id AND m.to_status = 'MATCHED'
      WHERE o.status = 'FINISHED' ORDER BY o.id LIMIT 1;
    CREATE TEMP TABLE copy ON COMMIT DROP AS SELECT * FROM orders WHERE id = (SELECT id FROM original);
    UPDATE copy SET id = uuidv7(), quote_id = uuidv7(), payment_method = 'cash', settled_at = NULL, final_fare_minor = NULL,
      waiting_minor = NULL, driver_id = NULL, ${changes};
    INSERT INTO orders SELECT * FROM copy;
    INSERT INTO order_transitions (id, order_id, from_status, to_status, actor_role, driver_id, at)
      SELECT uuidv7(), copy.id, m.from_status::order_status, m.to_status::order_status, 'service', m.driver_id, m.at
      FROM copy, original CROSS JOIN LATERAL (VALUES ${moves}) AS m (from_status, to_status, driver_id, at);`;
}

const NOBODY = "NULL::uuid";
const BETWEEN = "original.matched + (original.ended - original.matched) / 2";
const SOME_USER =
  "(SELECT owner_id FROM ledger.accounts WHERE kind = 'rider_wallet' AND posted > 0 ORDER BY id LIMIT 1)";
const BELOW_ZERO = "(SELECT id FROM ledger.accounts WHERE kind = 'top_up_clearing' AND posted < 0 ORDER BY id LIMIT 1)";
const FINISHED = "(SELECT id FROM orders WHERE status = 'FINISHED' ORDER BY id LIMIT 1)";
const FINISHED_BY_WALLET =
  "(SELECT id FROM orders WHERE status = 'FINISHED' AND payment_method = 'wallet' ORDER BY id LIMIT 1)";
const CANCELLED_FREE =
  "(SELECT id FROM orders WHERE status = 'CANCELLED' AND cancel_fee_minor IS NULL ORDER BY id LIMIT 1)";
const CANCELLED_WITH_FEE = "(SELECT id FROM orders WHERE cancel_fee_minor > 0 ORDER BY id LIMIT 1)";

/** One for every rule; each must be reported by its own rule and by no other. */
export const NEGATIVE_CONTROLS: readonly NegativeControl[] = [
  {
    rule: "acknowledged-quotes-exist",
    plant: "DELETE FROM quotes WHERE id = (SELECT min(quote_id::text)::uuid FROM acknowledged_quotes)",
  },
  {
    rule: "acknowledged-orders-exist",
    plant: `DELETE FROM orders WHERE id = (
      SELECT a.order_id FROM acknowledged_orders a JOIN orders o ON o.id = a.order_id
      WHERE o.status = 'CANCELLED' AND o.cancel_fee_minor IS NULL LIMIT 1)`,
  },
  {
    rule: "acknowledged-moves-exist",
    plant: `INSERT INTO acknowledged_moves SELECT ${CANCELLED_FREE}, 'FINISHED'`,
  },
  {
    rule: "acknowledged-credits-exist",
    plant: `INSERT INTO acknowledged_credits SELECT 'acknowledged and never kept', ${SOME_USER}, 1`,
  },
  {
    rule: "acknowledged-positions-exist",
    plant: "INSERT INTO acknowledged_positions VALUES (uuidv7(), now() - interval '1 minute', 1)",
  },
  {
    rule: "keys-move-money-once",
    plant: `
      CREATE TEMP TABLE pair ON COMMIT DROP AS
        SELECT min(key) AS kept, max(key) AS repeated FROM acknowledged_credits;
      DELETE FROM acknowledged_credits USING pair WHERE key = pair.repeated;
      UPDATE ledger.transfers SET idempotency_key = kept.idempotency_key FROM pair, ledger.transfers kept
      WHERE kept.idempotency_key LIKE 'operator:credit:%:' || pair.kept
        AND transfers.idempotency_key LIKE 'operator:credit:%:' || pair.repeated`,
  },
  {
    rule: "transitions-are-legal",
    plant: `INSERT INTO order_transitions (id, order_id, from_status, to_status, actor_role, driver_id, at)
      SELECT uuidv7(), id, 'FINISHED', 'ARRIVED', 'service', driver_id, now() FROM orders WHERE id = ${FINISHED}`,
  },
  {
    rule: "steps-have-evidence",
    plant: `DELETE FROM order_evidence WHERE move = 'started' AND order_id = ${FINISHED}`,
  },
  {
    rule: "one-driver-per-order",
    plant: `UPDATE order_transitions SET driver_id = uuidv7() WHERE to_status = 'ARRIVED' AND order_id = ${FINISHED}`,
  },
  {
    rule: "one-order-per-driver",
    plant: copyOrder(
      "status = 'CANCELLED', rider_id = uuidv7()",
      `(NULL, 'CREATED', ${NOBODY}, original.matched), ('CREATED', 'MATCHED', original.driver_id, ${BETWEEN}),
       ('MATCHED', 'CANCELLED', ${NOBODY}, original.ended)`,
    ),
  },
  {
    rule: "one-order-per-rider",
    plant: copyOrder(
      "status = 'CANCELLED'",
      `(NULL, 'CREATED', ${NOBODY}, ${BETWEEN}), ('CREATED', 'CANCELLED', ${NOBODY}, original.ended)`,
    ),
  },
  {
    rule: "finished-trips-are-settled-once",
    plant: `DELETE FROM ledger.settlements WHERE order_id = ${FINISHED}`,
  },
  {
    rule: "settled-amounts-are-right",
    plant: `UPDATE ledger.transfers SET kind = 'tax' WHERE kind = 'commission' AND order_id = ${FINISHED}`,
  },
  {
    rule: "final-fares-are-right",
    plant: `UPDATE orders SET waiting_minor = coalesce(waiting_minor, 0) + 1 WHERE id = ${FINISHED}`,
  },
  {
    rule: "charges-have-a-cause",
    plant: `UPDATE orders SET cancelled_by = 'admin' WHERE id = ${CANCELLED_WITH_FEE}`,
  },
  {
    rule: "cancel-fees-are-settled-once",
    plant: `UPDATE orders SET cancel_fee_minor = 5000 WHERE id = ${CANCELLED_FREE}`,
  },
  {
    rule: "transfers-balance",
    plant: `UPDATE ledger.transfers SET debit_account_id = credit_account_id
      WHERE id = (SELECT id FROM ledger.transfers WHERE kind = 'credit' ORDER BY id LIMIT 1)`,
  },
  {
    rule: "balances-are-sums-of-entries",
    plant: `UPDATE ledger.accounts SET posted = posted + 1 WHERE owner_id = ${SOME_USER}`,
  },
  {
    rule: "held-money-is-in-open-holds",
    plant: `UPDATE ledger.accounts SET held = held + 1 WHERE owner_id = ${SOME_USER}`,
  },
  {
    rule: "no-wallet-below-zero",
    plant: `UPDATE ledger.accounts SET kind = 'rider_wallet', owner_id = uuidv7() WHERE id = ${BELOW_ZERO}`,
  },
  {
    rule: "debts-are-owed",
    plant: `UPDATE ledger.accounts SET kind = 'rider_debt', owner_id = ${SOME_USER}, is_debt = true, allow_negative = false
      WHERE id = ${BELOW_ZERO}`,
  },
  {
    rule: "holds-end-with-their-orders",
    plant: `
      CREATE TEMP TABLE closed ON COMMIT DROP AS SELECT * FROM ledger.holds WHERE order_id = ${FINISHED_BY_WALLET};
      UPDATE ledger.holds h SET status = 'open', closed_at = NULL FROM closed WHERE h.id = closed.id;
      UPDATE ledger.accounts a SET held = held + closed.amount FROM closed WHERE a.id = closed.account_id`,
  },
  {
    rule: "messages-are-delivered",
    plant: `INSERT INTO outbox (id, city_id, job, payload, created_at, due_at)
      SELECT uuidv7(), city_id, 'ride-dispatch', '{}', now() - interval '1 minute', now() - interval '1 minute'
      FROM orders LIMIT 1`,
  },
  {
    rule: "no-dead-letters",
    plant: `INSERT INTO dead_letters (id, queue, job, code, reason, failed_at)
      VALUES (uuidv7(), 'ride-dispatch', 'ride-dispatch', 'INTERNAL', 'planted', now())`,
  },
  {
    rule: "no-offer-hangs",
    plant: `INSERT INTO offers (id, order_id, driver_id, round, status, pickup_distance_m, pickup_eta_s, offered_at, expires_at)
      SELECT uuidv7(), id, driver_id, 99, 'PENDING', 1, 1, now() - interval '2 minutes', now() - interval '1 minute'
      FROM orders WHERE id = ${FINISHED}`,
  },
  {
    rule: "no-order-hangs",
    plant: copyOrder("status = 'CREATED', rider_id = uuidv7()", `(NULL, 'CREATED', ${NOBODY}, original.matched)`),
  },
  {
    rule: "orders-expire-on-time",
    plant: `${copyOrder(
      "status = 'EXPIRED', rider_id = uuidv7()",
      `(NULL, 'CREATED', ${NOBODY}, original.matched), ('CREATED', 'EXPIRED', ${NOBODY}, original.ended)`,
    )}
      INSERT INTO acknowledged_orders SELECT copy.id, copy.rider_id, copy.fare_minor, original.matched FROM copy, original`,
  },
  {
    rule: "times-are-the-databases",
    plant: `CREATE OR REPLACE TEMP VIEW moves AS
      SELECT order_id, from_status::text, to_status::text, driver_id, at,
        coalesce(pg_xact_commit_timestamp(xmin), at) + interval '5 minutes' AS committed_at
      FROM order_transitions`,
  },
];
