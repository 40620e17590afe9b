-- The opposite of a transfer, linked to it: once, and never of a reversal or of the payment of a debt. What was owed for the
-- transfer is given back to the wallet, which pays the debt. Refusals: IDEMPOTENCY_KEY_REUSED,
-- TRANSFER_NOT_FOUND, NOT_REVERSIBLE, TRANSFER_OF_PAYOUT (that is returned), TRIP_REFUNDED (what
-- is left of it is refunded), ALREADY_REVERSED, and those of `move`.
CREATE OR REPLACE FUNCTION ledger.reverse(p_key text, p_id uuid, p_transfer uuid, p_reason text, p_actor uuid)
RETURNS ledger.outcome LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  o ledger.outcome;
  v_original ledger.transfers;
  v_to uuid;
  v_hash bytea := ledger.digest(jsonb_build_array('reverse', p_transfer, p_reason)::text);
BEGIN
  p_key := ledger.scoped_key(p_key, 'reverse');
  INSERT INTO ledger.idempotency (key, payload_hash, transfer_id) VALUES (p_key, v_hash, p_id) ON CONFLICT DO NOTHING;
  IF NOT FOUND THEN RETURN ledger.replay(p_key, v_hash); END IF;
  o.is_replay := false;
  SELECT * INTO v_original FROM ledger.transfers WHERE id = p_transfer;
  -- A refund of the trip waits for this, or this for the refund.
  PERFORM 1 FROM public.orders WHERE id = v_original.order_id FOR NO KEY UPDATE;
  IF v_original.id IS NULL THEN
    o.refusal := 'TRANSFER_NOT_FOUND';
  ELSIF v_original.reverses_id IS NOT NULL OR v_original.kind = 'debt_payment' THEN
    o.refusal := 'NOT_REVERSIBLE';
  ELSIF v_original.kind = 'payout' THEN
    o.refusal := 'TRANSFER_OF_PAYOUT';
  ELSIF EXISTS (SELECT FROM ledger.refunds WHERE order_id = v_original.order_id) THEN
    o.refusal := 'TRIP_REFUNDED';
  ELSE
    v_to := coalesce(ledger.wallet_of_debt(v_original.debit_account_id), v_original.debit_account_id);
    -- Two reversals of one transfer take turns on its accounts; the second then sees the first.
    PERFORM 1 FROM ledger.accounts
    WHERE id IN (v_to, v_original.credit_account_id) ORDER BY id FOR NO KEY UPDATE;
    IF EXISTS (SELECT FROM ledger.transfers WHERE reverses_id = p_transfer) THEN
      o.refusal := 'ALREADY_REVERSED';
    ELSE
      SELECT m.refusal, m.debit_balance, m.credit_balance INTO o.refusal, o.debit_balance, o.credit_balance
      FROM ledger.move(p_id, v_original.credit_account_id, v_to, v_original.amount, 'reversal',
        v_original.order_id, v_original.group_id, p_transfer, NULL, p_actor, p_key, NULL, p_reason) m;
    END IF;
  END IF;
  IF o.refusal IS NOT NULL THEN
    UPDATE ledger.idempotency SET refusal = o.refusal, transfer_id = NULL WHERE key = p_key;
    RETURN o;
  END IF;
  o.transfer_id := p_id;
  PERFORM ledger.write_audit(p_actor, 'reverse', p_transfer, p_reason, jsonb_build_object('transferId', p_id));
  RETURN o;
END
$$;
