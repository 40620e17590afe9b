-- The bank gave the money of a sent payout back: it returns to the driver's wallet as the reversal of what had left it, and
-- goes on to the city's unclaimed money once that account is deleted. Who reversed that by hand before has returned it. A repeat changes nothing. Refusals: PAYOUT_NOT_FOUND, PAYOUT_NOT_SENT, and
-- those of `move`.
CREATE OR REPLACE FUNCTION ledger.return_sent_payout(
  p_id uuid, p_transfer uuid, p_reason text, p_actor uuid, OUT refusal text)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  v ledger.payouts;
  v_sent ledger.transfers;
  v_return uuid;
BEGIN
  SELECT * INTO v FROM ledger.payouts WHERE id = p_id FOR UPDATE;
  IF v.return_transfer_id IS NOT NULL THEN RETURN; END IF;
  refusal := CASE WHEN v.id IS NULL THEN 'PAYOUT_NOT_FOUND' WHEN v.status <> 'settled' THEN 'PAYOUT_NOT_SENT' END;
  IF refusal IS NOT NULL THEN RETURN; END IF;
  SELECT * INTO STRICT v_sent FROM ledger.transfers t WHERE t.id = v.transfer_id;
  PERFORM 1 FROM ledger.accounts a
  WHERE a.id IN (v_sent.debit_account_id, v_sent.credit_account_id) ORDER BY a.id FOR NO KEY UPDATE;
  SELECT t.id INTO v_return FROM ledger.transfers t WHERE t.reverses_id = v_sent.id;
  IF v_return IS NULL THEN
    v_return := p_transfer;
    SELECT m.refusal INTO refusal FROM ledger.move(p_transfer, v_sent.credit_account_id, v_sent.debit_account_id,
      v_sent.amount, 'reversal', NULL, NULL, v_sent.id, NULL, p_actor, NULL, NULL, p_reason,
      p_into_closed => true) m;
    IF refusal IS NOT NULL THEN RETURN; END IF;
  END IF;
  UPDATE ledger.payouts
  SET status = 'returned', return_transfer_id = v_return, closed_at = clock.now(), reason = p_reason WHERE id = p_id;
  PERFORM ledger.write_audit(p_actor, 'return-sent-payout', p_id, p_reason,
    jsonb_build_object('amountMinor', v.amount::text, 'transferId', v_return));
END
$$;
