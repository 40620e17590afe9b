-- Posts a correction of `p_delta` minor units between an account and its city's adjustments account. Returns the
-- refusal of `move`, or null.
CREATE OR REPLACE FUNCTION ledger.move_adjustment(
  p_transfer uuid, p_account ledger.accounts, p_delta bigint, p_reason text, p_actor uuid, p_key text)
RETURNS text LANGUAGE plpgsql AS $$
DECLARE
  v_own uuid := (p_account).id;
  v_counter uuid := ledger.city_account_id(
    (p_account).city_id, (p_account).currency, 'adjustments', ledger.own_shard());
BEGIN
  RETURN (
    SELECT m.refusal FROM ledger.move(
      p_transfer, CASE WHEN p_delta > 0 THEN v_counter ELSE v_own END, CASE WHEN p_delta > 0 THEN v_own ELSE v_counter END,
      abs(p_delta), 'adjustment', NULL, NULL, NULL, NULL, p_actor, p_key, NULL, p_reason) m);
END
$$;
