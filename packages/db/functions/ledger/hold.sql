-- Reserves money of a user's wallet, apart from any trip, for `p_ttl_s` seconds. How long it lasts counts as part of
-- the request: it comes as a duration, which a repeat sends again, not as an instant. Refusals: those of `reserve`, and
-- IDEMPOTENCY_KEY_REUSED.
CREATE OR REPLACE FUNCTION ledger.hold(
  p_key text, p_id uuid, p_owner uuid, p_amount bigint, p_now timestamptz, p_ttl_s integer, p_reference text,
  p_actor uuid, p_audit_reason text)
RETURNS ledger.outcome LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  o ledger.outcome;
  v_hash bytea := ledger.digest(jsonb_build_array('hold', p_owner, p_amount, p_reference, p_ttl_s)::text);
BEGIN
  p_key := ledger.scoped_key(p_key, 'hold:' || p_owner);
  INSERT INTO ledger.idempotency (key, payload_hash, hold_id) VALUES (p_key, v_hash, p_id) ON CONFLICT DO NOTHING;
  IF NOT FOUND THEN RETURN ledger.replay(p_key, v_hash); END IF;
  o.is_replay := false;
  o.refusal := ledger.reserve(p_id, (ledger.wallet_of(p_owner, NULL)).id, p_amount,
    p_now + make_interval(secs => p_ttl_s), p_reference);
  IF o.refusal IS NOT NULL THEN
    UPDATE ledger.idempotency SET refusal = o.refusal, hold_id = NULL WHERE key = p_key;
    RETURN o;
  END IF;
  o.hold_id := p_id;
  IF p_audit_reason IS NOT NULL THEN
    PERFORM ledger.write_audit(p_actor, 'hold', p_id, p_audit_reason, jsonb_build_object('amountMinor', p_amount::text));
  END IF;
  RETURN o;
END
$$;
