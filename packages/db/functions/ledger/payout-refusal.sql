-- Why a city pays nothing out of a wallet (that the caller has locked), or not so much: DEBT_OUTSTANDING, INSUFFICIENT_FUNDS;
-- else null. The rule is `mayPayOut` of core.
CREATE OR REPLACE FUNCTION ledger.payout_refusal(p_wallet ledger.accounts, p_amount bigint) RETURNS text
LANGUAGE plpgsql STABLE AS $$
DECLARE
  v_least bigint := ledger.money_setting((p_wallet).city_id, 'payoutMinBalanceMinor', 0);
  v_free bigint := (p_wallet).posted - (p_wallet).held;
  v_owed bigint := v_free - ledger.net_balance((p_wallet).id);
BEGIN
  RETURN CASE
    WHEN v_owed > 0 AND v_free - v_owed < v_least THEN 'DEBT_OUTSTANDING'
    WHEN p_amount > v_free OR v_free - v_owed - p_amount < v_least THEN 'INSUFFICIENT_FUNDS'
  END;
END
$$;
