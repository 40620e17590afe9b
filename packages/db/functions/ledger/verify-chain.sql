-- Every break of the chain, with the row, up to `p_limit`: a transfer that no longer says what it said, one that
-- vanished, one that was never chained, a link that does not follow from the one before.
CREATE OR REPLACE FUNCTION ledger.verify_chain(p_delay interval, p_limit integer)
RETURNS TABLE (problem text, chain_position bigint, transfer_id uuid)
LANGUAGE sql STABLE AS $$
  WITH link AS (
    SELECT l.position, l.transfer_id, l.leaf, l.hash,
      lag(l.hash) OVER w AS hash_before, lag(l.position) OVER w AS position_before
    FROM ledger.chain_links l WINDOW w AS (ORDER BY l.position)
  ), checked AS (
    SELECT l.*, t.id AS found_id, ledger.leaf_of(t, d, c) AS leaf_now
    FROM link l
    LEFT JOIN ledger.transfers t ON t.id = l.transfer_id
    LEFT JOIN ledger.entries d ON d.account_id = t.debit_account_id AND d.seq = t.debit_seq
    LEFT JOIN ledger.entries c ON c.account_id = t.credit_account_id AND c.seq = t.credit_seq
  )
  SELECT * FROM (
    SELECT CASE
        WHEN found_id IS NULL THEN 'transfer missing'
        WHEN leaf_now <> leaf THEN 'transfer changed'
        WHEN position <> coalesce(position_before, 0) + 1 THEN 'link missing before'
        WHEN hash <> sha256(coalesce(hash_before, sha256('atlas ledger')) || leaf) THEN 'link does not follow'
      END AS problem, position, transfer_id
    FROM checked
    UNION ALL
    SELECT 'transfer not chained', NULL, t.id FROM ledger.transfers t
    WHERE t.at < clock.now() - p_delay
      AND NOT EXISTS (SELECT FROM ledger.chain_links l WHERE l.transfer_id = t.id)
  ) found
  WHERE problem IS NOT NULL
  ORDER BY position NULLS LAST LIMIT p_limit
$$;
