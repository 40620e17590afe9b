-- What a refund posts, in its order. `p_shares`: of the driver, of commission, of tax. `owes` marks what the driver's wallet does
-- not cover.
CREATE OR REPLACE FUNCTION ledger.refund_legs(p_rider uuid, p_driver ledger.accounts, p_bearer text, p_shares bigint[])
RETURNS TABLE (step integer, debit uuid, credit uuid, amount bigint, kind text, owes boolean)
LANGUAGE sql STABLE AS $$
  WITH part AS (
    SELECT p_shares[1] AS driver, p_shares[2] AS commission, p_shares[3] AS tax, p_bearer = 'driver' AS is_drivers,
      least(p_shares[1], greatest((p_driver).posted - (p_driver).held, 0)) AS has,
      ledger.city_account_id((p_driver).city_id, (p_driver).currency, 'platform_revenue', ledger.own_shard()) AS platform,
      ledger.city_account_id((p_driver).city_id, (p_driver).currency, 'tax', ledger.own_shard()) AS tax_account,
      ledger.city_account_id((p_driver).city_id, (p_driver).currency, 'promotions', ledger.own_shard()) AS promotions
  )
  SELECT l.step, l.debit, l.credit, l.amount, l.kind, l.owes
  FROM part
  CROSS JOIN LATERAL (VALUES
    (1, platform, CASE WHEN is_drivers THEN (p_driver).id ELSE p_rider END, commission, 'commission_refund', false),
    (2, tax_account, CASE WHEN is_drivers THEN (p_driver).id ELSE p_rider END, tax, 'tax_refund', false),
    (3, (p_driver).id, p_rider, CASE WHEN is_drivers THEN has + commission + tax ELSE 0 END, 'refund', false),
    (4, ledger.debt_account_id((p_driver).id), p_rider, CASE WHEN is_drivers THEN driver - has ELSE 0 END, 'refund', true),
    (5, promotions, p_rider, CASE WHEN is_drivers THEN 0 ELSE driver END, 'refund', false)
  ) AS l(step, debit, credit, amount, kind, owes)
  WHERE l.amount > 0 ORDER BY l.step
$$;
