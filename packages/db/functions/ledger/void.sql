-- Ends a hold without capturing any of it. Refusals: IDEMPOTENCY_KEY_REUSED, HOLD_NOT_FOUND, HOLD_CLOSED,
-- HOLD_OF_PAYOUT, HOLD_OF_QUESTION.
CREATE OR REPLACE FUNCTION ledger.void(p_key text, p_hold uuid, p_actor uuid, p_audit_reason text)
RETURNS ledger.outcome LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  o ledger.outcome;
  h ledger.holds;
  v_hash bytea := ledger.digest(jsonb_build_array('void', p_hold)::text);
BEGIN
  p_key := ledger.scoped_key(p_key, 'void');
  INSERT INTO ledger.idempotency (key, payload_hash, hold_id) VALUES (p_key, v_hash, p_hold) ON CONFLICT DO NOTHING;
  IF NOT FOUND THEN RETURN ledger.replay(p_key, v_hash); END IF;
  o.is_replay := false;
  SELECT * INTO h FROM ledger.holds WHERE id = p_hold FOR UPDATE;
  o.refusal := CASE
    WHEN NOT FOUND THEN 'HOLD_NOT_FOUND'
    WHEN h.status <> 'open' THEN 'HOLD_CLOSED'
    WHEN ledger.is_hold_of_payout(p_hold) THEN 'HOLD_OF_PAYOUT'
    WHEN h.purpose = 'unproven' THEN 'HOLD_OF_QUESTION'
  END;
  IF o.refusal IS NOT NULL THEN
    UPDATE ledger.idempotency SET refusal = o.refusal, hold_id = NULL WHERE key = p_key;
    RETURN o;
  END IF;
  PERFORM ledger.free_hold(p_hold, 'voided');
  o.hold_id := p_hold;
  IF p_audit_reason IS NOT NULL THEN
    PERFORM ledger.write_audit(p_actor, 'void', p_hold, p_audit_reason, NULL);
  END IF;
  RETURN o;
END
$$;
