-- The bank has it: the held money leaves the driver's wallet, once, with the inbox row of the message that said so.
-- Refusals: PAYOUT_NOT_FOUND, APPROVAL_REQUIRED, PAYOUT_CLOSED, and those of `capture_into`.
CREATE OR REPLACE FUNCTION ledger.settle_payout(
  p_id uuid, p_transfer uuid, p_message text, OUT refusal text, OUT transfer_id uuid, OUT is_replay boolean)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
#variable_conflict use_column
DECLARE
  v ledger.payouts;
  v_account ledger.accounts;
  v_refusal text;
BEGIN
  SELECT * INTO v FROM ledger.payouts WHERE id = p_id FOR UPDATE;
  is_replay := v.status = 'settled';
  refusal := CASE
    WHEN v.id IS NULL THEN 'PAYOUT_NOT_FOUND'
    WHEN v.status = 'requested' THEN 'APPROVAL_REQUIRED'
    WHEN v.status = 'returned' THEN 'PAYOUT_CLOSED'
  END;
  IF refusal IS NOT NULL THEN RETURN; END IF;
  IF is_replay THEN
    transfer_id := v.transfer_id;
  ELSE
    SELECT * INTO STRICT v_account FROM ledger.accounts WHERE id = v.account_id;
    SELECT c.refusal INTO v_refusal FROM ledger.capture_into(p_transfer, v.hold_id, NULL,
      ledger.city_account_id(v_account.city_id, v_account.currency, 'payout_clearing', ledger.own_shard()),
      'payout', NULL, v.decided_by, NULL) c;
    refusal := v_refusal;
    IF v_refusal IS NOT NULL THEN RETURN; END IF;
    UPDATE ledger.payouts SET status = 'settled', transfer_id = p_transfer, closed_at = clock.now()
    WHERE id = p_id;
    transfer_id := p_transfer;
  END IF;
  INSERT INTO public.inbox (consumer, message_id) VALUES ('wallet-transactions', p_message) ON CONFLICT DO NOTHING;
END
$$;
