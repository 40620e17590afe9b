-- A correction by an admin against the city's adjustments account: `p_delta` minor units, credit when positive. Above
-- the city's limit it is left `pending` for a second admin. Refusals: ACCOUNT_NOT_FOUND, DEBT_ACCOUNT, INVALID_AMOUNT,
-- REASON_REQUIRED, and those of `move`.
CREATE OR REPLACE FUNCTION ledger.adjust(
  p_key text, p_id uuid, p_transfer uuid, p_account uuid, p_delta bigint, p_reason text, p_actor uuid,
  OUT refusal text, OUT adjustment_id uuid, OUT status text, OUT transfer_id uuid)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
#variable_conflict use_column
DECLARE
  v_account ledger.accounts;
  v_stored ledger.idempotency;
  v_limit bigint;
  v_refusal text;
  v_status ledger.adjustment_status := 'pending';
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
  IF NOT FOUND THEN
    v_refusal := 'ACCOUNT_NOT_FOUND';
  ELSIF v_account.is_debt THEN
    v_refusal := 'DEBT_ACCOUNT';
  ELSIF p_delta = 0 THEN
    v_refusal := 'INVALID_AMOUNT';
  ELSIF length(btrim(coalesce(p_reason, ''))) = 0 THEN
    v_refusal := 'REASON_REQUIRED';
  ELSE
    SELECT adjustment_limit_minor INTO v_limit FROM public.cities WHERE id = v_account.city_id;
    IF abs(p_delta) <= coalesce(v_limit, 0) THEN
      v_refusal := ledger.move_adjustment(p_transfer, v_account, p_delta, p_reason, p_actor, p_key);
      v_status := 'posted';
    END IF;
  END IF;
  IF v_refusal IS NOT NULL THEN
    refusal := v_refusal;
    UPDATE ledger.idempotency SET refusal = v_refusal, result_ids = NULL WHERE key = p_key;
    RETURN;
  END IF;
  adjustment_id := p_id; status := v_status;
  transfer_id := CASE WHEN v_status = 'posted' THEN p_transfer END;
  INSERT INTO ledger.adjustments (id, account_id, amount, currency, reason, status, requested_by, transfer_id)
  VALUES (p_id, p_account, p_delta, v_account.currency, p_reason, v_status, p_actor,
    CASE WHEN v_status = 'posted' THEN p_transfer END);
  PERFORM ledger.write_audit(p_actor, 'adjust', p_id, p_reason,
    jsonb_build_object('accountId', p_account, 'amountMinor', p_delta::text, 'status', v_status));
END
$$;
