-- Whether somebody has put money into the account since something of it was last paid out: by their own hand, or because they asked for it
-- and another approved it. What a refund gives
-- back of commission and tax is none of it: it goes on to the rider.
CREATE OR REPLACE FUNCTION ledger.has_put_in(p_actor uuid, p_account uuid) RETURNS boolean
LANGUAGE sql STABLE AS $$
  SELECT EXISTS (
    SELECT FROM ledger.entries e JOIN ledger.transfers t ON t.id = e.transfer_id
    WHERE e.account_id = p_account AND e.amount > 0
      AND (t.actor_id = p_actor OR t.kind = 'adjustment' AND EXISTS (
        SELECT FROM ledger.adjustments j WHERE j.transfer_id = t.id AND j.requested_by = p_actor))
      AND t.kind::text IN ('credit', 'promotion', 'top_up', 'transfer', 'capture', 'adjustment', 'compensation', 'reversal')
      AND e.seq > coalesce((
        SELECT max(p.seq) FROM ledger.entries p JOIN ledger.transfers s ON s.id = p.transfer_id
        WHERE p.account_id = p_account AND p.amount < 0 AND s.kind = 'payout'), 0))
$$;
