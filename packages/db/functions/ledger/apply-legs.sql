-- Posts many transfers set-based, in their order, on accounts that the caller has locked. Amounts are minor units.
-- Releases give held money back first. Raises AT001 when the whole cannot be posted as it stands, check_violation or
-- numeric_value_out_of_range when a balance does not bear it: the caller then takes everything back. Debt accounts are moved
-- with `p_moves_debt` only, and what comes in pays no debt by itself: that is among the legs. Closed wallets are credited with
-- `p_into_closed` only: the caller ends with `pay_debts`.
CREATE OR REPLACE FUNCTION ledger.apply_legs(
  p_ids uuid[], p_debits uuid[], p_credits uuid[], p_amounts bigint[], p_kinds ledger.transfer_kind[], p_orders uuid[],
  p_holds uuid[], p_keys text[], p_references text[], p_actor uuid,
  p_release_accounts uuid[], p_release_amounts bigint[], p_moves_debt boolean DEFAULT false,
  p_into_closed boolean DEFAULT false)
RETURNS void LANGUAGE plpgsql AS $$
DECLARE
  v_at timestamptz;
  v_sides bigint;
  v_violations bigint;
BEGIN
  SELECT greatest(max(last_entry_at), clock.now()) INTO v_at
  FROM ledger.accounts WHERE id = ANY (p_debits || p_credits);

  WITH leg AS (
    SELECT ord, s.side, CASE s.side WHEN 0 THEN i.debit ELSE i.credit END AS account_id,
           CASE s.side WHEN 0 THEN -i.amount ELSE i.amount END AS amount, 0::bigint AS released,
           i.id, i.debit, i.credit, i.kind, i.order_id, i.hold_id, i.key, i.reference
    FROM unnest(p_ids, p_debits, p_credits, p_amounts, p_kinds, p_orders, p_holds, p_keys, p_references)
           WITH ORDINALITY AS i(id, debit, credit, amount, kind, order_id, hold_id, key, reference, ord)
    CROSS JOIN (VALUES (0), (1)) AS s(side)
    UNION ALL
    SELECT 0, -1, r.account_id, 0, r.amount, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL
    FROM unnest(p_release_accounts, p_release_amounts) AS r(account_id, amount)
  ), run AS MATERIALIZED (
    SELECT l.*, a.currency, a.frozen_at, a.closed_at, a.is_debt, a.allow_negative OR a.is_debt AS allow_negative,
           a.posted + (sum(l.amount) OVER w)::bigint AS balance_after,
           a.posted + (sum(l.amount) OVER w)::bigint - a.held + (sum(l.released) OVER w)::bigint AS available_after,
           a.last_seq + count(*) FILTER (WHERE l.side >= 0) OVER w AS seq
    FROM leg l JOIN ledger.accounts a ON a.id = l.account_id
    WINDOW w AS (PARTITION BY l.account_id ORDER BY l.ord, l.side ROWS UNBOUNDED PRECEDING)
  ), total AS (
    SELECT account_id, sum(amount)::bigint AS delta, sum(released)::bigint AS released,
           count(*) FILTER (WHERE side >= 0) AS entries
    FROM run GROUP BY account_id
  ), balances AS (
    UPDATE ledger.accounts a
    SET posted = a.posted + t.delta, held = a.held - t.released, last_seq = a.last_seq + t.entries, last_entry_at = v_at
    FROM total t WHERE a.id = t.account_id
  ), written AS (
    INSERT INTO ledger.entries (account_id, seq, transfer_id, at, amount, balance_after)
    SELECT account_id, seq, id, v_at, amount, balance_after FROM run WHERE side >= 0
  ), paired AS (
    SELECT ord, side, amount, id, debit, credit, kind, order_id, hold_id, key, reference, currency, seq,
           frozen_at, closed_at, is_debt, allow_negative, available_after,
           lead(seq) OVER pair AS credit_seq, lead(currency) OVER pair AS credit_currency
    FROM run WHERE side >= 0
    WINDOW pair AS (ORDER BY ord, side)
  ), posted AS (
    INSERT INTO ledger.transfers (id, debit_account_id, credit_account_id, amount, debit_seq, credit_seq, at, kind,
      currency, order_id, group_id, hold_id, actor_id, idempotency_key, reference)
    SELECT id, debit, credit, -amount, seq, credit_seq, v_at, kind, currency, order_id, order_id, hold_id, p_actor, key,
      reference
    FROM paired WHERE side = 0
  )
  SELECT count(*),
    count(*) FILTER (WHERE frozen_at IS NOT NULL OR (is_debt AND NOT p_moves_debt)
      OR (side = 1 AND closed_at IS NOT NULL AND NOT p_into_closed)
      OR (side = 0 AND (currency IS DISTINCT FROM credit_currency OR debit = credit))
      OR (amount < 0 AND NOT allow_negative AND available_after < 0))
  INTO v_sides, v_violations FROM paired;

  IF v_violations > 0 OR v_sides <> 2 * cardinality(p_ids) THEN
    RAISE EXCEPTION USING ERRCODE = 'AT001', MESSAGE = 'the batch cannot be posted as it stands';
  END IF;
END
$$;
