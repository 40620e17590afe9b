-- A linked group: all of its transfers or none; debts are paid at its end. Refusals: IDEMPOTENCY_KEY_REUSED, and the first of `move`.
CREATE OR REPLACE FUNCTION ledger.post_linked(
  p_key text, p_group uuid, p_ids uuid[], p_debits uuid[], p_credits uuid[], p_amounts bigint[], p_kinds text[],
  p_reference text, p_actor uuid, p_audit_reason text,
  OUT refusal text, OUT is_replay boolean, OUT transfer_ids uuid[])
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  v_refusal text;
  v_stored ledger.idempotency;
  v_hash bytea := ledger.digest(
    jsonb_build_array('post_linked', to_jsonb(p_debits), to_jsonb(p_credits), to_jsonb(p_amounts), to_jsonb(p_kinds),
      p_reference)::text);
BEGIN
  p_key := ledger.scoped_key(p_key, 'linked');
  is_replay := false;
  INSERT INTO ledger.idempotency (key, payload_hash, result_ids) VALUES (p_key, v_hash, p_ids) ON CONFLICT DO NOTHING;
  IF NOT FOUND THEN
    SELECT * INTO v_stored FROM ledger.idempotency k WHERE k.key = p_key;
    is_replay := true;
    IF v_stored.payload_hash IS DISTINCT FROM v_hash THEN
      refusal := 'IDEMPOTENCY_KEY_REUSED';
    ELSE
      refusal := v_stored.refusal; transfer_ids := v_stored.result_ids;
    END IF;
    RETURN;
  END IF;
  PERFORM 1 FROM ledger.accounts WHERE id = ANY (p_debits || p_credits) ORDER BY id FOR NO KEY UPDATE;
  BEGIN
    FOR i IN 1..cardinality(p_ids) LOOP
      SELECT m.refusal INTO v_refusal
      FROM ledger.move(p_ids[i], p_debits[i], p_credits[i], p_amounts[i], p_kinds[i]::ledger.transfer_kind, NULL, p_group,
        NULL, NULL, p_actor, p_key, p_reference, NULL, p_pays_debt => false) m;
      IF v_refusal IS NOT NULL THEN
        RAISE EXCEPTION USING ERRCODE = 'AT001', MESSAGE = v_refusal;
      END IF;
    END LOOP;
    PERFORM ledger.pay_debts(p_credits, p_group);
    transfer_ids := p_ids;
    IF p_audit_reason IS NOT NULL THEN
      PERFORM ledger.write_audit(p_actor, 'linked', p_group, p_audit_reason, jsonb_build_object('transferIds', p_ids));
    END IF;
  EXCEPTION WHEN SQLSTATE 'AT001' THEN
    refusal := SQLERRM;
    UPDATE ledger.idempotency k SET refusal = SQLERRM, result_ids = NULL WHERE k.key = p_key;
  END;
END
$$;
