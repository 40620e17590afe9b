-- Closes the wallets of a person whose account is being deleted, and holds them until the transaction ends: from here on nothing is
-- posted to them but what `move` lets into a closed one. Safe to repeat.
CREATE OR REPLACE FUNCTION ledger.close_wallets(p_user uuid) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  PERFORM 1 FROM ledger.accounts WHERE owner_id = p_user AND NOT is_debt ORDER BY id FOR NO KEY UPDATE;
  UPDATE ledger.accounts SET closed_at = clock.now() WHERE owner_id = p_user AND NOT is_debt AND closed_at IS NULL;
END
$$;
