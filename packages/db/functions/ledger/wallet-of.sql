-- The wallet of a user; of several (more than one city) the oldest, unless a city is named.
CREATE OR REPLACE FUNCTION ledger.wallet_of(p_owner uuid, p_city text) RETURNS ledger.accounts
LANGUAGE sql STABLE AS $$
  SELECT * FROM ledger.accounts
  WHERE owner_id = p_owner AND kind IN ('rider_wallet', 'driver_wallet') AND (p_city IS NULL OR city_id = p_city)
  ORDER BY id LIMIT 1
$$;
