-- Posts what a settlement is going to post (fare, cash collected, commission, tax), ends the holds and marks the orders
-- settled. Raises what `apply_legs` raises: all of the plan settles or nothing.
CREATE OR REPLACE FUNCTION ledger.settle_plan(p_plan ledger.settlement_plan[]) RETURNS void
LANGUAGE plpgsql AS $$
DECLARE
  v_ids uuid[]; v_debits uuid[]; v_credits uuid[]; v_amounts bigint[]; v_kinds ledger.transfer_kind[];
  v_orders uuid[]; v_holds uuid[]; v_release_accounts uuid[]; v_release_amounts bigint[];
  v_at timestamptz;
BEGIN
  IF cardinality(p_plan) = 0 THEN RETURN; END IF;
  SELECT array_agg(uuidv7() ORDER BY p.n, l.step), array_agg(l.debit ORDER BY p.n, l.step),
    array_agg(l.credit ORDER BY p.n, l.step), array_agg(l.amount ORDER BY p.n, l.step),
    array_agg(l.kind::ledger.transfer_kind ORDER BY p.n, l.step), array_agg(p.order_id ORDER BY p.n, l.step),
    array_agg(CASE WHEN l.step = 1 THEN p.hold_id END ORDER BY p.n, l.step)
  INTO v_ids, v_debits, v_credits, v_amounts, v_kinds, v_orders, v_holds
  FROM unnest(p_plan) AS p
  CROSS JOIN LATERAL (VALUES
    (1, CASE p.kind WHEN 'cash-commission' THEN p.cash_account ELSE p.rider_account END, p.driver_account, p.fare,
     CASE p.kind WHEN 'cancel-fee' THEN 'cancel_fee' ELSE 'fare' END),
    (2, p.driver_account, p.cash_account, CASE p.kind WHEN 'cash-commission' THEN p.fare ELSE 0 END, 'cash_collected'),
    (3, p.driver_account, p.platform_account, p.commission, 'commission'),
    (4, p.driver_account, p.tax_account, p.tax, 'tax')
  ) AS l(step, debit, credit, amount, kind)
  WHERE l.amount > 0;
  SELECT array_agg(p.rider_account), array_agg(p.held) INTO v_release_accounts, v_release_amounts
  FROM unnest(p_plan) AS p WHERE p.hold_id IS NOT NULL;

  PERFORM ledger.apply_legs(v_ids, v_debits, v_credits, v_amounts, v_kinds, v_orders, v_holds, NULL, NULL, NULL,
    v_release_accounts, v_release_amounts);
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
