-- Pays the driver of an order from promotions, for what the rider does not pay of a trip that an operator ends. The caller has the
-- order's lock and ends it in this transaction, which happens once. Refusals: those of `move`.
CREATE OR REPLACE FUNCTION ledger.compensate_driver(p_order uuid, p_amount bigint, p_reason text, p_actor uuid)
RETURNS text LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  v_wallet ledger.accounts;
  v_refusal text;
BEGIN
  SELECT a.* INTO v_wallet FROM public.orders o JOIN ledger.accounts a
    ON a.owner_id = o.driver_id AND a.kind = 'driver_wallet' AND a.city_id = o.city_id AND a.currency = o.currency
  WHERE o.id = p_order;
  IF v_wallet.id IS NULL THEN RETURN 'ACCOUNT_NOT_FOUND'; END IF;
  PERFORM 1 FROM ledger.accounts WHERE id = v_wallet.id FOR NO KEY UPDATE;
  SELECT m.refusal INTO v_refusal FROM ledger.move(ledger.compensation_id(p_order),
    ledger.city_account_id(v_wallet.city_id, v_wallet.currency, 'promotions', ledger.own_shard()), v_wallet.id, p_amount,
    'compensation', p_order, p_order, NULL, NULL, p_actor, NULL, NULL, p_reason) m;
  RETURN v_refusal;
END
$$;
