-- A payment into a user's wallet, before its provider knows of it. A key stands for one payment: a repeat returns the first. The provider is
-- asked about it from half a minute on. Refusals: ACCOUNT_NOT_FOUND, ACCOUNT_CLOSED, ACCOUNT_FROZEN, IDEMPOTENCY_KEY_REUSED.
CREATE OR REPLACE FUNCTION ledger.open_payment(
  p_key text, p_id uuid, p_user uuid, p_amount bigint, p_method text, p_provider text, p_ttl interval,
  OUT refusal text, OUT payment_id uuid)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  v_wallet ledger.accounts;
  v_stored ledger.payments;
  v_now timestamptz := clock.now();
BEGIN
  SELECT * INTO v_stored FROM ledger.payments p WHERE p.idempotency_key = p_key;
  IF NOT FOUND THEN
    v_wallet := ledger.wallet_of(p_user, NULL);
    refusal := CASE
      WHEN v_wallet.id IS NULL THEN 'ACCOUNT_NOT_FOUND'
      WHEN v_wallet.closed_at IS NOT NULL THEN 'ACCOUNT_CLOSED'
      WHEN v_wallet.frozen_at IS NOT NULL THEN 'ACCOUNT_FROZEN'
    END;
    IF refusal IS NOT NULL THEN RETURN; END IF;
    INSERT INTO ledger.payments (
      id, idempotency_key, account_id, city_id, user_id, amount, currency, method, provider, created_at, expires_at, ask_at)
    VALUES (p_id, p_key, v_wallet.id, v_wallet.city_id, p_user, p_amount, v_wallet.currency, p_method, p_provider, v_now,
      v_now + p_ttl, v_now + interval '30 seconds')
    ON CONFLICT (idempotency_key) DO NOTHING;
    -- Another call with the key may have been first.
    SELECT * INTO STRICT v_stored FROM ledger.payments p WHERE p.idempotency_key = p_key;
  END IF;
  IF (v_stored.user_id, v_stored.amount, v_stored.method) IS DISTINCT FROM (p_user, p_amount, p_method) THEN
    refusal := 'IDEMPOTENCY_KEY_REUSED';
    RETURN;
  END IF;
  payment_id := v_stored.id;
END
$$;
