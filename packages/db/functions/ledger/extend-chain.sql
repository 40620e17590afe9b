-- Chains up to `p_limit` transfers that are older than `p_delay`, off the path of the postings, and returns how many. A
-- transaction that commits later than that is still found: the look-back is far longer than any transaction may take.
CREATE OR REPLACE FUNCTION ledger.extend_chain(p_delay interval, p_limit integer) RETURNS integer
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  r record;
  v_position bigint := 0;
  v_hash bytea := sha256('atlas ledger');
  v_since timestamptz := '-infinity';
  v_positions bigint[] := '{}'; v_ids uuid[] := '{}'; v_leaves bytea[] := '{}'; v_hashes bytea[] := '{}';
BEGIN
  PERFORM pg_advisory_xact_lock(7265110);
  SELECT l.position, l.hash, t.at - interval '15 minutes' AS since INTO r
  FROM ledger.chain_links l LEFT JOIN ledger.transfers t ON t.id = l.transfer_id
  ORDER BY l.position DESC LIMIT 1;
  IF FOUND THEN
    v_position := r.position; v_hash := r.hash; v_since := coalesce(r.since, '-infinity');
  END IF;
  FOR r IN
    SELECT t.id, ledger.leaf_of(t, d, c) AS leaf
    FROM ledger.transfers t
    LEFT JOIN ledger.entries d ON d.account_id = t.debit_account_id AND d.seq = t.debit_seq
    LEFT JOIN ledger.entries c ON c.account_id = t.credit_account_id AND c.seq = t.credit_seq
    WHERE t.at >= v_since AND t.at < clock.now() - p_delay
      AND NOT EXISTS (SELECT FROM ledger.chain_links l WHERE l.transfer_id = t.id)
    ORDER BY t.at, t.id LIMIT p_limit
  LOOP
    v_position := v_position + 1;
    v_hash := sha256(v_hash || r.leaf);
    v_positions := v_positions || v_position; v_ids := v_ids || r.id;
    v_leaves := v_leaves || r.leaf; v_hashes := v_hashes || v_hash;
  END LOOP;
  INSERT INTO ledger.chain_links (position, transfer_id, leaf, hash)
  SELECT * FROM unnest(v_positions, v_ids, v_leaves, v_hashes);
  RETURN cardinality(v_ids);
END
$$;
