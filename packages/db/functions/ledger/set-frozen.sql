-- Freezes an account (no debit, credit or hold) or lifts the freeze, after which what came free meanwhile pays a debt. With a key, a late repeat does not freeze again
-- what was unfrozen meanwhile. Refusals: ACCOUNT_NOT_FOUND, DEBT_ACCOUNT, IDEMPOTENCY_KEY_REUSED.
CREATE OR REPLACE FUNCTION ledger.set_frozen(
  p_key text, p_account uuid, p_frozen boolean, p_reason text, p_actor uuid, OUT refusal text, OUT is_frozen boolean)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  v_hash bytea := ledger.digest(jsonb_build_array('set_frozen', p_account, p_frozen, p_reason)::text);
BEGIN
  p_key := ledger.scoped_key(p_key, 'freeze');
  is_frozen := p_frozen;
  IF p_key IS NOT NULL THEN
    INSERT INTO ledger.idempotency (key, payload_hash) VALUES (p_key, v_hash) ON CONFLICT DO NOTHING;
    IF NOT FOUND THEN
      SELECT CASE WHEN k.payload_hash = v_hash THEN k.refusal ELSE 'IDEMPOTENCY_KEY_REUSED' END INTO refusal
      FROM ledger.idempotency k WHERE k.key = p_key;
      RETURN;
    END IF;
  END IF;
  UPDATE ledger.accounts a SET frozen_at = CASE WHEN p_frozen THEN clock.now() END
  WHERE a.id = p_account AND NOT a.is_debt AND (a.frozen_at IS NOT NULL) <> p_frozen;
  IF FOUND THEN
    PERFORM ledger.write_audit(
      p_actor, CASE WHEN p_frozen THEN 'freeze' ELSE 'unfreeze' END, p_account, p_reason, NULL);
    PERFORM ledger.pay_debts(ARRAY[p_account], NULL);
    RETURN;
  END IF;
  SELECT CASE WHEN count(*) = 0 THEN 'ACCOUNT_NOT_FOUND' WHEN bool_or(a.is_debt) THEN 'DEBT_ACCOUNT' END INTO refusal
  FROM ledger.accounts a WHERE a.id = p_account;
  UPDATE ledger.idempotency k SET refusal = set_frozen.refusal WHERE k.key = p_key AND set_frozen.refusal IS NOT NULL;
END
$$;
