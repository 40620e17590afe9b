-- Opens a user's wallet in a city and currency and returns its id; of one that exists, the id that it has.
CREATE OR REPLACE FUNCTION ledger.open_wallet(p_kind text, p_owner uuid, p_city text, p_currency text) RETURNS uuid
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  v_id uuid;
BEGIN
  INSERT INTO ledger.accounts (id, city_id, currency, kind, owner_id, allow_negative)
  VALUES (uuidv7(), p_city, p_currency, p_kind::ledger.account_kind, p_owner, false)
  ON CONFLICT DO NOTHING
  RETURNING id INTO v_id;
  IF v_id IS NULL THEN
    SELECT id INTO STRICT v_id FROM ledger.accounts
    WHERE owner_id = p_owner AND kind = p_kind::ledger.account_kind AND city_id = p_city AND currency = p_currency;
  END IF;
  RETURN v_id;
END
$$;
