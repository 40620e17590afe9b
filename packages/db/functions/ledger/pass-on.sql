-- What is free in the wallet of a deleted account goes on to the unclaimed money of its city, in the caller's group: the entry in
-- the wallet says whose it was. Nothing where the wallet is open or frozen. Returns how much it was, minor units.
CREATE OR REPLACE FUNCTION ledger.pass_on(p_wallet uuid, p_order uuid, p_group uuid) RETURNS bigint
LANGUAGE plpgsql AS $$
DECLARE
  v ledger.accounts;
BEGIN
  SELECT * INTO v FROM ledger.accounts
  WHERE id = p_wallet AND closed_at IS NOT NULL AND frozen_at IS NULL AND posted > held;
  IF NOT FOUND THEN RETURN 0; END IF;
  -- A city from before there was unclaimed money has no account of this kind yet.
  PERFORM ledger.open_city_accounts(v.city_id, v.currency);
  PERFORM ledger.move(uuidv7(), p_wallet, ledger.city_account_id(v.city_id, v.currency, 'unclaimed', ledger.own_shard()),
    v.posted - v.held, 'unclaimed', p_order, p_group, NULL, NULL, NULL, NULL, NULL, NULL);
  RETURN v.posted - v.held;
END
$$;
