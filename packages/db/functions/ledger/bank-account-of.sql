-- The bank account that a driver, or a city for itself (no driver), has named last.
CREATE OR REPLACE FUNCTION ledger.bank_account_of(p_city text, p_driver uuid) RETURNS ledger.bank_accounts
LANGUAGE sql STABLE AS $$
  SELECT * FROM ledger.bank_accounts
  WHERE driver_id IS NOT DISTINCT FROM p_driver AND (p_driver IS NOT NULL OR city_id = p_city)
  ORDER BY id DESC LIMIT 1
$$;
