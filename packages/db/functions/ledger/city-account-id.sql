-- Id of one of a city's own accounts. It follows from what the account is (version 8, `ffff…`): no look-up, and it
-- sorts after every UUIDv7.
CREATE OR REPLACE FUNCTION ledger.city_account_id(p_city text, p_currency text, p_kind text, p_shard integer)
RETURNS uuid LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN overlay(overlay(overlay(
  md5(p_city || '|' || p_currency || '|' || p_kind || '|' || p_shard::text)
  PLACING 'ffff' FROM 1) PLACING '8' FROM 13) PLACING 'b' FROM 17)::uuid;
