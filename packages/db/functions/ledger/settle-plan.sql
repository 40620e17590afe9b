-- Posts what a settlement is going to post (`settlement_legs`), ends the holds and marks the orders settled. Opens the debt
-- accounts that this takes. What comes to a deleted account goes on to the city's unclaimed money. Raises what `apply_legs` raises: all of the plan settles or nothing.
CREATE OR REPLACE FUNCTION ledger.settle_plan(p_plan ledger.settlement_plan[]) RETURNS void
LANGUAGE plpgsql AS $$
DECLARE
  v_ids uuid[]; v_debits uuid[]; v_credits uuid[]; v_amounts bigint[]; v_kinds ledger.transfer_kind[];
  v_orders uuid[]; v_holds uuid[]; v_release_accounts uuid[]; v_release_amounts bigint[];
  v_at timestamptz;
  v_owes boolean;
BEGIN
  IF cardinality(p_plan) = 0 THEN RETURN; END IF;
  SELECT array_agg(uuidv7() ORDER BY l.n, l.step), array_agg(l.debit ORDER BY l.n, l.step),
    array_agg(l.credit ORDER BY l.n, l.step), array_agg(l.amount ORDER BY l.n, l.step),
    array_agg(l.kind::ledger.transfer_kind ORDER BY l.n, l.step), array_agg(l.order_id ORDER BY l.n, l.step),
    array_agg(l.hold_id ORDER BY l.n, l.step), bool_or(l.debit_owes)
  INTO v_ids, v_debits, v_credits, v_amounts, v_kinds, v_orders, v_holds, v_owes
  FROM ledger.settlement_legs(p_plan) l;
  SELECT array_agg(p.rider_account), array_agg(p.held) INTO v_release_accounts, v_release_amounts
  FROM unnest(p_plan) AS p WHERE p.hold_id IS NOT NULL;

  IF v_owes THEN
    PERFORM ledger.open_debt(w.id)
    FROM (SELECT driver_account AS id FROM unnest(p_plan) UNION SELECT rider_account FROM unnest(p_plan)) w
    WHERE ledger.debt_account_id(w.id) = ANY (v_debits);
  END IF;
  PERFORM ledger.apply_legs(v_ids, v_debits, v_credits, v_amounts, v_kinds, v_orders, v_holds, NULL, NULL, NULL,
    v_release_accounts, v_release_amounts, p_moves_debt => true, p_into_closed => true);
  PERFORM ledger.pay_debt(a.id, NULL, NULL) FROM ledger.accounts a
  WHERE a.closed_at IS NOT NULL AND a.id = ANY (v_credits || v_release_accounts);
  v_at := clock.now();
  UPDATE ledger.holds h
  SET status = CASE WHEN p.fare > 0 THEN 'captured' ELSE 'voided' END::ledger.hold_status, captured = p.fare,
      closed_at = v_at
  FROM unnest(p_plan) AS p WHERE h.id = p.hold_id;
  UPDATE public.orders o SET settled_at = v_at, version = o.version + 1
  FROM unnest(p_plan) AS p WHERE o.id = p.order_id;
  INSERT INTO ledger.settlements (
    order_id, kind, rider_account_id, driver_account_id, hold_id, currency, fare, commission, tax, transfer_ids, at)
  SELECT p.order_id, p.kind::ledger.settlement_kind, p.rider_account, p.driver_account, p.hold_id, p.currency, p.fare,
    p.commission, p.tax, coalesce(l.ids, '{}'), v_at
  FROM unnest(p_plan) AS p
  LEFT JOIN (SELECT x.order_id, array_agg(x.id ORDER BY x.n) AS ids
             FROM unnest(v_orders, v_ids) WITH ORDINALITY AS x(order_id, id, n) GROUP BY 1) AS l
    ON l.order_id = p.order_id;
END
$$;
