-- Requests a payout of `p_amount` minor units of a driver's wallet and holds them until it is decided. It goes to the bank
-- account that the driver has named by now. Refusals: IDEMPOTENCY_KEY_REUSED, and those of `payout_refusal` and `reserve`.
CREATE OR REPLACE FUNCTION ledger.request_payout(
  p_key text, p_id uuid, p_hold uuid, p_driver uuid, p_amount bigint, p_actor uuid, p_audit_reason text,
  OUT refusal text, OUT payout_id uuid)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  v_wallet ledger.accounts;
  v_stored ledger.idempotency;
  v_hash bytea := ledger.digest(jsonb_build_array('payout', p_driver, p_amount)::text);
BEGIN
  INSERT INTO ledger.idempotency (key, payload_hash, result_ids) VALUES (p_key, v_hash, ARRAY[p_id])
  ON CONFLICT DO NOTHING;
  IF NOT FOUND THEN
    SELECT * INTO v_stored FROM ledger.idempotency k WHERE k.key = p_key;
    refusal := CASE WHEN v_stored.payload_hash = v_hash THEN v_stored.refusal ELSE 'IDEMPOTENCY_KEY_REUSED' END;
    IF refusal IS NULL THEN payout_id := v_stored.result_ids[1]; END IF;
    RETURN;
  END IF;
  SELECT * INTO v_wallet FROM ledger.accounts
  WHERE owner_id = p_driver AND kind = 'driver_wallet' ORDER BY id LIMIT 1 FOR NO KEY UPDATE;
  IF v_wallet.frozen_at IS NULL THEN refusal := ledger.payout_refusal(v_wallet, p_amount); END IF;
  refusal := coalesce(refusal, ledger.reserve(p_hold, v_wallet.id, p_amount, 'infinity', 'payout ' || p_id));
  IF refusal IS NOT NULL THEN
    UPDATE ledger.idempotency k SET refusal = request_payout.refusal, result_ids = NULL WHERE k.key = p_key;
    RETURN;
  END IF;
  INSERT INTO ledger.payouts (id, account_id, driver_id, amount, currency, hold_id, requested_by, bank_account_id)
  VALUES (p_id, v_wallet.id, p_driver, p_amount, v_wallet.currency, p_hold, p_actor,
    (ledger.bank_account_of(v_wallet.city_id, p_driver)).id);
  payout_id := p_id;
  IF p_audit_reason IS NOT NULL THEN
    PERFORM ledger.write_audit(p_actor, 'request-payout', p_id, p_audit_reason,
      jsonb_build_object('userId', p_driver, 'amountMinor', p_amount::text));
  END IF;
END
$$;
