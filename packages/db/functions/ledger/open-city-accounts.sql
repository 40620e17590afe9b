-- Opens a city's own accounts, 16 of each kind; those that exist stay.
CREATE OR REPLACE FUNCTION ledger.open_city_accounts(p_city text, p_currency text) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
BEGIN ATOMIC
  INSERT INTO ledger.accounts (id, city_id, currency, kind, shard, allow_negative)
  SELECT ledger.city_account_id(p_city, p_currency, kind::text, shard), p_city, p_currency, kind, shard, true
  FROM unnest(enum_range(NULL::ledger.account_kind)) AS kind, generate_series(0, 15) AS shard
  WHERE kind::text !~ '_(wallet|debt)$'
  ORDER BY 1
  ON CONFLICT DO NOTHING;
END;
