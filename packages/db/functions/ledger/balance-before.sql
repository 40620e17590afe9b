-- Balance of an account right before an instant, in minor units; 0 before its first entry.
CREATE OR REPLACE FUNCTION ledger.balance_before(p_account uuid, p_at timestamptz) RETURNS bigint
LANGUAGE sql STABLE AS $$
  SELECT coalesce(
    (SELECT balance_after FROM ledger.entries
     WHERE account_id = p_account AND seq = ledger.last_seq_before(p_account, p_at)), 0)
$$;
