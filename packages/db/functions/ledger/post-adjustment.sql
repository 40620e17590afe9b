-- Posts a correction against the city's adjustments account under a key: `p_delta` minor units, credit when positive. An adjustment of before
-- there were requests is posted under its own id; a repeat of one that waits says that it is `pending`.
-- Refusals: ACCOUNT_NOT_FOUND, DEBT_ACCOUNT, INVALID_AMOUNT, REASON_REQUIRED, IDEMPOTENCY_KEY_REUSED, and those of `move`.
CREATE OR REPLACE FUNCTION ledger.post_adjustment(
  p_key text, p_id uuid, p_transfer uuid, p_account uuid, p_delta bigint, p_reason text, p_actor uuid,
  OUT refusal text, OUT adjustment_id uuid, OUT status text, OUT transfer_id uuid)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
#variable_conflict use_column
DECLARE
  v_account ledger.accounts;
  v_stored ledger.idempotency;
  v_hash bytea := ledger.digest(jsonb_build_array('adjust', p_account, p_delta, p_reason)::text);
BEGIN
  p_key := ledger.scoped_key(p_key, 'adjust');
  INSERT INTO ledger.idempotency (key, payload_hash, result_ids) VALUES (p_key, v_hash, ARRAY[p_id])
  ON CONFLICT DO NOTHING;
  IF NOT FOUND THEN
    SELECT * INTO v_stored FROM ledger.idempotency WHERE key = p_key;
    refusal := CASE WHEN v_stored.payload_hash = v_hash THEN v_stored.refusal ELSE 'IDEMPOTENCY_KEY_REUSED' END;
    IF refusal IS NULL THEN
      SELECT a.id, a.status, a.transfer_id INTO adjustment_id, status, transfer_id
      FROM ledger.adjustments a WHERE a.id = v_stored.result_ids[1];
    END IF;
    RETURN;
  END IF;
  SELECT * INTO v_account FROM ledger.accounts WHERE id = p_account;
  refusal := CASE
    WHEN v_account.id IS NULL THEN 'ACCOUNT_NOT_FOUND'
    WHEN v_account.is_debt THEN 'DEBT_ACCOUNT'
    WHEN p_delta = 0 THEN 'INVALID_AMOUNT'
    WHEN length(btrim(coalesce(p_reason, ''))) = 0 THEN 'REASON_REQUIRED'
    ELSE ledger.move_adjustment(p_transfer, v_account, p_delta, p_reason, p_actor, p_key)
  END;
  IF refusal IS NOT NULL THEN
    UPDATE ledger.idempotency k SET refusal = post_adjustment.refusal, result_ids = NULL WHERE k.key = p_key;
    RETURN;
  END IF;
  adjustment_id := p_id; status := 'posted'; transfer_id := p_transfer;
  INSERT INTO ledger.adjustments (id, account_id, amount, currency, reason, status, requested_by, transfer_id)
  VALUES (p_id, p_account, p_delta, v_account.currency, p_reason, 'posted', p_actor, p_transfer)
  ON CONFLICT (id) DO UPDATE SET status = 'posted', transfer_id = p_transfer, decided_at = clock.now();
  PERFORM ledger.write_audit(p_actor, 'adjust', p_id, p_reason,
    jsonb_build_object('accountId', p_account, 'amountMinor', p_delta::text, 'status', 'posted'));
END
$$;
