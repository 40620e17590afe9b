-- Opens the debt account of a wallet that the caller has locked; one that exists stays as it is.
CREATE OR REPLACE FUNCTION ledger.open_debt(p_wallet uuid) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
  v_wallet ledger.accounts;
BEGIN
  UPDATE ledger.accounts SET debt_account_id = ledger.debt_account_id(p_wallet)
  WHERE id = p_wallet AND debt_account_id IS NULL RETURNING * INTO v_wallet;
  IF NOT FOUND THEN RETURN; END IF;
  INSERT INTO ledger.accounts (id, city_id, currency, kind, owner_id, allow_negative, is_debt)
  VALUES (v_wallet.debt_account_id, v_wallet.city_id, v_wallet.currency,
    replace(v_wallet.kind::text, '_wallet', '_debt')::ledger.account_kind, v_wallet.owner_id, false, true);
END
$$;
