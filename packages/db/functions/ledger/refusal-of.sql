-- Why a movement between two accounts is impossible now, or null: ACCOUNT_NOT_FOUND, DEBT_ACCOUNT, CURRENCY_MISMATCH,
-- ACCOUNT_FROZEN, ACCOUNT_CLOSED (the wallet of a deleted account), INSUFFICIENT_FUNDS, AMOUNT_OVERFLOW.
CREATE OR REPLACE FUNCTION ledger.refusal_of(p_debit uuid, p_credit uuid, p_amount bigint) RETURNS text
LANGUAGE sql STABLE AS $$
  SELECT CASE
    WHEN count(*) < 2 THEN 'ACCOUNT_NOT_FOUND'
    WHEN bool_or(is_debt) THEN 'DEBT_ACCOUNT'
    WHEN count(DISTINCT currency) > 1 THEN 'CURRENCY_MISMATCH'
    WHEN bool_or(frozen_at IS NOT NULL) THEN 'ACCOUNT_FROZEN'
    WHEN bool_or(id = p_credit AND closed_at IS NOT NULL) THEN 'ACCOUNT_CLOSED'
    WHEN bool_or(id = p_debit AND NOT allow_negative AND posted - held < p_amount) THEN 'INSUFFICIENT_FUNDS'
    WHEN bool_or(id = p_debit AND posted < -9223372036854775807 + p_amount)
      OR bool_or(id = p_credit AND posted > 9223372036854775807 - p_amount) THEN 'AMOUNT_OVERFLOW'
  END
  FROM ledger.accounts WHERE id IN (p_debit, p_credit)
$$;
