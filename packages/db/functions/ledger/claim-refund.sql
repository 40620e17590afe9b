-- Takes an order's lock and the key of a refund of it, for the caller's transaction. A repeat names the refund that came of it.
-- Refusals: ORDER_NOT_FOUND, IDEMPOTENCY_KEY_REUSED.
CREATE OR REPLACE FUNCTION ledger.claim_refund(
  p_key text, p_id uuid, p_order uuid, p_amount bigint, p_bearer text, p_reason text,
  OUT refusal text, OUT refund_id uuid, OUT is_replay boolean)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  v_stored ledger.idempotency;
  v_hash bytea := ledger.digest(jsonb_build_array('refund', p_order, p_amount, p_bearer, p_reason)::text);
BEGIN
  is_replay := false;
  PERFORM 1 FROM public.orders o WHERE o.id = p_order FOR NO KEY UPDATE;
  IF NOT FOUND THEN refusal := 'ORDER_NOT_FOUND'; RETURN; END IF;
  p_key := ledger.scoped_key(p_key, 'refund');
  INSERT INTO ledger.idempotency (key, payload_hash, result_ids) VALUES (p_key, v_hash, ARRAY[p_id])
  ON CONFLICT DO NOTHING;
  refund_id := p_id;
  IF NOT FOUND THEN
    SELECT * INTO v_stored FROM ledger.idempotency k WHERE k.key = p_key;
    is_replay := true;
    IF v_stored.payload_hash = v_hash THEN refund_id := v_stored.result_ids[1];
    ELSE refusal := 'IDEMPOTENCY_KEY_REUSED'; END IF;
  END IF;
END
$$;
