-- One transfer between two accounts under an idempotency key. The key stands for everything that is written, reference
-- and description too. Refusals: IDEMPOTENCY_KEY_REUSED, and those of `move`.
CREATE OR REPLACE FUNCTION ledger.post(
  p_key text, p_id uuid, p_debit uuid, p_credit uuid, p_amount bigint, p_kind text, p_reference text,
  p_description text, p_actor uuid, p_audit_reason text)
RETURNS ledger.outcome LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  o ledger.outcome;
  m record;
  -- The only free text stands last, so nothing else can be read into it; the other one is digested before.
  v_hash bytea := ledger.digest(
    concat_ws('|', 'post', p_debit, p_credit, p_amount, p_kind, encode(ledger.digest(p_description), 'hex'),
      coalesce('=' || p_reference, '')));
BEGIN
  p_key := ledger.scoped_key(p_key, 'transfer');
  INSERT INTO ledger.idempotency (key, payload_hash, transfer_id) VALUES (p_key, v_hash, p_id) ON CONFLICT DO NOTHING;
  IF NOT FOUND THEN RETURN ledger.replay(p_key, v_hash); END IF;
  m := ledger.move(p_id, p_debit, p_credit, p_amount, p_kind::ledger.transfer_kind, NULL, NULL, NULL, NULL, p_actor,
    p_key, p_reference, p_description);
  o.refusal := m.refusal; o.debit_balance := m.debit_balance; o.credit_balance := m.credit_balance;
  o.is_replay := false;
  IF o.refusal IS NOT NULL THEN
    UPDATE ledger.idempotency SET refusal = o.refusal, transfer_id = NULL WHERE key = p_key;
    RETURN o;
  END IF;
  o.transfer_id := p_id;
  IF p_audit_reason IS NOT NULL THEN
    PERFORM ledger.write_audit(p_actor, p_kind, p_id, p_audit_reason, jsonb_build_object('amountMinor', p_amount::text));
  END IF;
  RETURN o;
END
$$;
