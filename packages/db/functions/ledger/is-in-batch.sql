-- Whether a payout stands in a file for the bank that was not recalled.
CREATE OR REPLACE FUNCTION ledger.is_in_batch(p_payout uuid) RETURNS boolean LANGUAGE sql STABLE AS $$
  SELECT EXISTS (SELECT FROM ledger.payout_batch_items WHERE payout_id = p_payout AND recalled_at IS NULL)
$$;
