-- Captures a hold, whole (null amount) or in part, into an account, under an idempotency key; the rest is free again.
-- Refusals: IDEMPOTENCY_KEY_REUSED, HOLD_OF_PAYOUT, HOLD_OF_QUESTION, and those of `capture_into`.
CREATE OR REPLACE FUNCTION ledger.capture(
  p_key text, p_id uuid, p_hold uuid, p_amount bigint, p_credit uuid, p_now timestamptz, p_actor uuid,
  p_audit_reason text)
RETURNS ledger.outcome LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  o ledger.outcome;
  v_hash bytea := ledger.digest(jsonb_build_array('capture', p_hold, p_amount, p_credit)::text);
BEGIN
  p_key := ledger.scoped_key(p_key, 'capture');
  INSERT INTO ledger.idempotency (key, payload_hash, transfer_id, hold_id) VALUES (p_key, v_hash, p_id, p_hold)
  ON CONFLICT DO NOTHING;
  IF NOT FOUND THEN RETURN ledger.replay(p_key, v_hash); END IF;
  o.is_replay := false;
  o.refusal := CASE
    WHEN ledger.is_hold_of_payout(p_hold) THEN 'HOLD_OF_PAYOUT'
    WHEN EXISTS (SELECT FROM ledger.holds WHERE id = p_hold AND status = 'open' AND purpose = 'unproven')
      THEN 'HOLD_OF_QUESTION'
  END;
  IF o.refusal IS NULL THEN
    SELECT * INTO o FROM ledger.capture_into(p_id, p_hold, p_amount, p_credit, 'capture', p_now, p_actor, p_key);
  END IF;
  IF o.refusal IS NOT NULL THEN
    UPDATE ledger.idempotency SET refusal = o.refusal, transfer_id = NULL, hold_id = NULL WHERE key = p_key;
    RETURN o;
  END IF;
  IF p_audit_reason IS NOT NULL THEN
    PERFORM ledger.write_audit(p_actor, 'capture', p_hold, p_audit_reason, jsonb_build_object('transferId', p_id));
  END IF;
  RETURN o;
END
$$;
