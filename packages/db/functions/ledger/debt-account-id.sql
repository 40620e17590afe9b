-- Id of the account in which the owner of a wallet owes. It follows from the wallet's (version 8, `fffe…`): after every
-- wallet, before a city's own accounts.
CREATE OR REPLACE FUNCTION ledger.debt_account_id(p_wallet uuid)
RETURNS uuid LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN overlay(overlay(overlay(
  md5('debt|' || p_wallet::text) PLACING 'fffe' FROM 1) PLACING '8' FROM 13) PLACING 'b' FROM 17)::uuid;
