-- What a message of a version before asks for, whose approvals were paid by hand at once: the held money leaves the driver's
-- wallet, once, with the inbox row of the message. Refusals: PAYOUT_NOT_FOUND, APPROVAL_REQUIRED, PAYOUT_CLOSED, and those of
-- `pay_out`.
CREATE OR REPLACE FUNCTION ledger.settle_payout(
  p_id uuid, p_transfer uuid, p_message text, OUT refusal text, OUT transfer_id uuid, OUT is_replay boolean)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
#variable_conflict use_column
DECLARE
  v ledger.payouts;
BEGIN
  SELECT * INTO v FROM ledger.payouts WHERE id = p_id FOR UPDATE;
  is_replay := v.status = 'settled';
  refusal := CASE
    WHEN v.id IS NULL THEN 'PAYOUT_NOT_FOUND'
    WHEN v.status = 'requested' THEN 'APPROVAL_REQUIRED'
    WHEN v.status = 'returned' THEN 'PAYOUT_CLOSED'
  END;
  IF refusal IS NULL AND NOT is_replay THEN refusal := ledger.pay_out(v, p_transfer); END IF;
  IF refusal IS NOT NULL THEN RETURN; END IF;
  transfer_id := coalesce(v.transfer_id, p_transfer);
  INSERT INTO public.inbox (consumer, message_id) VALUES ('wallet-transactions', p_message) ON CONFLICT DO NOTHING;
END
$$;
