-- Settles one trip of a batch that could not be settled as a whole, after those before it. Returns null, or why it cannot be
-- settled, having left everything as it was.
CREATE OR REPLACE FUNCTION ledger.settle_alone(p_plan ledger.settlement_plan) RETURNS text LANGUAGE plpgsql AS $$
BEGIN
  p_plan.rider_net := ledger.net_balance(p_plan.rider_account);
  p_plan.driver_net := ledger.net_balance(p_plan.driver_account);
  PERFORM ledger.settle_plan(ARRAY[p_plan]);
  RETURN NULL;
EXCEPTION
  WHEN SQLSTATE 'AT001' OR check_violation THEN
    RETURN CASE WHEN EXISTS (
      SELECT FROM ledger.accounts a
      WHERE a.id IN (p_plan.platform_account, p_plan.tax_account, p_plan.cash_account, p_plan.rider_account)
        AND a.frozen_at IS NOT NULL)
      THEN 'ACCOUNT_FROZEN' ELSE 'INSUFFICIENT_FUNDS' END;
  WHEN numeric_value_out_of_range THEN
    RETURN 'AMOUNT_OVERFLOW';
END
$$;
