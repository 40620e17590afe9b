-- The bank has been instructed to pay: the held money leaves the driver's wallet, once. A repeat changes nothing. Refusals:
-- PAYOUT_NOT_FOUND, PAYOUT_NOT_APPROVED, PAYOUT_CLOSED, and those of `pay_out`.
CREATE OR REPLACE FUNCTION ledger.send_payout(
  p_id uuid, p_reference text, p_actor uuid, OUT refusal text, OUT is_changed boolean)
LANGUAGE plpgsql AS $$
DECLARE
  v ledger.payouts;
BEGIN
  is_changed := false;
  SELECT * INTO v FROM ledger.payouts WHERE id = p_id FOR UPDATE;
  refusal := CASE
    WHEN v.id IS NULL THEN 'PAYOUT_NOT_FOUND'
    WHEN v.status = 'requested' THEN 'PAYOUT_NOT_APPROVED'
    WHEN v.status = 'returned' THEN 'PAYOUT_CLOSED'
  END;
  IF refusal IS NOT NULL OR v.status = 'settled' THEN RETURN; END IF;
  refusal := ledger.pay_out(v, uuidv7());
  IF refusal IS NOT NULL THEN RETURN; END IF;
  UPDATE ledger.payouts SET sent_at = clock.now(), sent_by = p_actor, bank_reference = p_reference WHERE id = p_id;
  is_changed := true;
END
$$;
