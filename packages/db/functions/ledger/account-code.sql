-- Code of a kind of account in the chart of accounts, four digits. By its text, so that a migration may add a kind.
CREATE OR REPLACE FUNCTION ledger.account_code(p_kind ledger.account_kind) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN CASE p_kind::text
  WHEN 'cash_clearing' THEN '1010' WHEN 'top_up_clearing' THEN '1020' WHEN 'payout_clearing' THEN '1030'
  WHEN 'rider_debt' THEN '1040' WHEN 'driver_debt' THEN '1050'
  WHEN 'cash_desk' THEN '1060'
  WHEN 'rider_wallet' THEN '2010' WHEN 'driver_wallet' THEN '2020' WHEN 'tax' THEN '2030' WHEN 'unclaimed' THEN '2040'
  WHEN 'adjustments' THEN '3010' WHEN 'platform_revenue' THEN '4010' WHEN 'promotions' THEN '5010'
END;
