-- Posts a refund that the caller has claimed and split: the shares of driver, commission and tax go back to the rider's wallet, in
-- one linked group. Borne by the driver, commission and tax come back to the driver first, who pays the whole from what is free and
-- owes the rest; borne by the platform, the driver's share comes from promotions. Debts are paid at the end. Refusals: those of
-- `move`; the caller then rolls back.
CREATE OR REPLACE FUNCTION ledger.post_refund(
  p_id uuid, p_order uuid, p_bearer text, p_driver bigint, p_commission bigint, p_tax bigint, p_reason text, p_actor uuid)
RETURNS text LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  s ledger.settlements;
  v_rider ledger.accounts;
  v_driver ledger.accounts;
  v_amount bigint := p_driver + p_commission + p_tax;
  v_legs record;
  v_refusal text;
  v_ids uuid[] := '{}';
BEGIN
  SELECT * INTO STRICT s FROM ledger.settlements WHERE order_id = p_order;
  SELECT a.* INTO v_rider FROM public.orders o JOIN ledger.accounts a
    ON a.owner_id = o.rider_id AND a.kind = 'rider_wallet' AND a.city_id = o.city_id AND a.currency = o.currency
  WHERE o.id = p_order;
  IF v_rider.id IS NULL THEN RETURN 'ACCOUNT_NOT_FOUND'; END IF;
  PERFORM 1 FROM ledger.accounts WHERE id IN (v_rider.id, s.driver_account_id) ORDER BY id FOR NO KEY UPDATE;
  SELECT * INTO STRICT v_driver FROM ledger.accounts WHERE id = s.driver_account_id;
  IF p_bearer = 'driver' AND v_driver.frozen_at IS NOT NULL THEN RETURN 'ACCOUNT_FROZEN'; END IF;
  -- Nobody is left to give it back, or to owe it: the platform bears such a refund.
  IF p_bearer = 'driver' AND v_driver.closed_at IS NOT NULL THEN RETURN 'ACCOUNT_CLOSED'; END IF;
  FOR v_legs IN
    SELECT * FROM ledger.refund_legs(v_rider.id, v_driver, p_bearer, ARRAY[p_driver, p_commission, p_tax])
  LOOP
    IF v_legs.owes THEN PERFORM ledger.open_debt(v_driver.id); END IF;
    v_ids := v_ids || uuidv7();
    SELECT m.refusal INTO v_refusal FROM ledger.move(v_ids[cardinality(v_ids)], v_legs.debit, v_legs.credit, v_legs.amount,
      v_legs.kind::ledger.transfer_kind, p_order, p_id, NULL, NULL, p_actor, NULL, NULL, p_reason,
      p_pays_debt => false, p_moves_debt => v_legs.owes) m;
    IF v_refusal IS NOT NULL THEN RETURN v_refusal; END IF;
  END LOOP;
  PERFORM ledger.pay_debts(ARRAY[v_rider.id, v_driver.id], p_id);
  INSERT INTO ledger.refunds (id, order_id, currency, amount, bearer, driver, commission, tax, transfer_ids, reason, actor_id)
  VALUES (p_id, p_order, s.currency, v_amount, p_bearer, p_driver, p_commission, p_tax, v_ids, p_reason, p_actor);
  IF EXISTS (
    SELECT FROM ledger.trip_money(p_order) m
    WHERE m.reversed_fare + m.refunded_driver + m.refunded_commission + m.refunded_tax > m.fare) THEN
    RAISE EXCEPTION 'order % would be refunded more than it cost', p_order;
  END IF;
  PERFORM ledger.write_audit(p_actor, 'refund', p_order, p_reason,
    jsonb_build_object('refundId', p_id, 'amountMinor', v_amount::text, 'bearer', p_bearer));
  RETURN NULL;
END
$$;
