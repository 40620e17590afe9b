-- Posts what a hold of an unproven part pays: fare, commission and tax, linked by the order, and what the driver then pays of a
-- debt. Returns the transfers, but for that payment.
CREATE OR REPLACE FUNCTION ledger.post_confirmed(
  p_hold ledger.holds, p_driver uuid, p_commission bigint, p_tax bigint, p_city text, p_currency text, p_shard integer,
  p_actor uuid)
RETURNS uuid[] LANGUAGE plpgsql AS $$
DECLARE
  v_ids uuid[]; v_debits uuid[]; v_credits uuid[]; v_amounts bigint[]; v_kinds ledger.transfer_kind[];
  v_orders uuid[]; v_holds uuid[];
BEGIN
  SELECT array_agg(uuidv7() ORDER BY l.step), array_agg(l.debit ORDER BY l.step), array_agg(l.credit ORDER BY l.step),
    array_agg(l.amount ORDER BY l.step), array_agg(l.kind::ledger.transfer_kind ORDER BY l.step),
    array_agg(p_hold.order_id), array_agg(CASE WHEN l.step = 1 THEN p_hold.id END ORDER BY l.step)
  INTO v_ids, v_debits, v_credits, v_amounts, v_kinds, v_orders, v_holds
  FROM (VALUES
    (1, p_hold.account_id, p_driver, p_hold.amount, 'fare'),
    (2, p_driver, ledger.city_account_id(p_city, p_currency, 'platform_revenue', p_shard), p_commission, 'commission'),
    (3, p_driver, ledger.city_account_id(p_city, p_currency, 'tax', p_shard), p_tax, 'tax')
  ) AS l(step, debit, credit, amount, kind)
  WHERE l.amount > 0;
  PERFORM ledger.apply_legs(v_ids, v_debits, v_credits, v_amounts, v_kinds, v_orders, v_holds, NULL, NULL, p_actor,
    ARRAY[p_hold.account_id], ARRAY[p_hold.amount], p_into_closed => true);
  PERFORM ledger.pay_debt(p_driver, p_hold.order_id, p_hold.order_id);
  RETURN v_ids;
END
$$;
