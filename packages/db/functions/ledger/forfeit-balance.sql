-- Gives what is left in a person's wallets to the platform, which the person has agreed to. The caller has seen that nothing is held and
-- nothing owed. Returns how much it was, minor units. Refusals: those of `move`.
CREATE OR REPLACE FUNCTION ledger.forfeit_balance(p_user uuid, OUT refusal text, OUT forfeited bigint)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  v ledger.accounts;
BEGIN
  forfeited := 0;
  FOR v IN SELECT a.* FROM ledger.accounts a
    WHERE a.owner_id = p_user AND NOT a.is_debt AND a.posted > 0 ORDER BY a.id FOR NO KEY UPDATE
  LOOP
    refusal := ledger.move_adjustment(uuidv7(), v, -(v.posted - v.held), 'forfeited with the account', p_user, NULL);
    IF refusal IS NOT NULL THEN RETURN; END IF;
    forfeited := forfeited + v.posted - v.held;
  END LOOP;
END
$$;
