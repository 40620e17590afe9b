-- Holds `p_amount` minor units of an account. Returns null or the refusal: INVALID_AMOUNT, ACCOUNT_NOT_FOUND,
-- ACCOUNT_FROZEN, INSUFFICIENT_FUNDS.
CREATE OR REPLACE FUNCTION ledger.reserve(
  p_id uuid, p_account uuid, p_amount bigint, p_expires_at timestamptz, p_reference text)
RETURNS text LANGUAGE plpgsql AS $$
BEGIN
  IF p_amount IS NULL OR p_amount <= 0 THEN RETURN 'INVALID_AMOUNT'; END IF;
  UPDATE ledger.accounts a SET held = a.held + p_amount
  WHERE a.id = p_account AND a.frozen_at IS NULL AND a.posted - a.held >= p_amount;
  IF NOT FOUND THEN
    RETURN coalesce(
      (SELECT CASE WHEN a.frozen_at IS NOT NULL THEN 'ACCOUNT_FROZEN' ELSE 'INSUFFICIENT_FUNDS' END
       FROM ledger.accounts a WHERE a.id = p_account),
      'ACCOUNT_NOT_FOUND');
  END IF;
  INSERT INTO ledger.holds (id, account_id, amount, expires_at, reference)
  VALUES (p_id, p_account, p_amount, p_expires_at, p_reference);
  RETURN NULL;
END
$$;
