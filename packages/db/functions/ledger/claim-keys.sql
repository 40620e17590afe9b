-- Claims idempotency keys for the transfers that are about to be posted. Returns the ids of those whose key was free; null
-- when none was. In the order of the keys: two batches can wait for one another, but not in a circle.
CREATE OR REPLACE FUNCTION ledger.claim_keys(p_keys text[], p_hashes bytea[], p_ids uuid[]) RETURNS uuid[]
LANGUAGE plpgsql AS $$
DECLARE
  v_claimed uuid[];
BEGIN
  WITH claimed AS (
    INSERT INTO ledger.idempotency (key, payload_hash, transfer_id)
    SELECT i.key, i.hash, i.id FROM unnest(p_keys, p_hashes, p_ids) AS i(key, hash, id) ORDER BY i.key, i.id
    ON CONFLICT DO NOTHING RETURNING transfer_id
  )
  SELECT array_agg(transfer_id) INTO v_claimed FROM claimed;
  RETURN v_claimed;
END
$$;
