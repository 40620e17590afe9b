-- The file of a batch, once: every later export of it is this file.
CREATE OR REPLACE FUNCTION ledger.write_payout_file(p_batch uuid, p_name text, p_file text) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
BEGIN ATOMIC
  UPDATE ledger.payout_batches SET file_name = p_name, file = p_file WHERE id = p_batch AND file IS NULL;
END;
