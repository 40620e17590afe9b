-- Takes the lock of a request for somebody who decides about it: `approved`, `rejected` or `withdrawn`. `is_repeat`: it was decided the same way
-- before. Refusals: APPROVAL_NOT_FOUND, APPROVAL_CLOSED (ended otherwise, or its time is over), REQUEST_OF_ANOTHER (withdrawn by
-- another than who asked), SELF_APPROVAL (of who asked, who owns one of the accounts, or who put money into the wallet that it leaves).
CREATE OR REPLACE FUNCTION ledger.claim_approval(
  p_id uuid, p_state text, p_actor uuid, OUT refusal text, OUT is_repeat boolean)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  r ledger.approval_requests;
BEGIN
  SELECT * INTO r FROM ledger.approval_requests WHERE id = p_id FOR UPDATE;
  is_repeat := coalesce(r.state::text = p_state, false);
  refusal := CASE
    WHEN r.id IS NULL THEN 'APPROVAL_NOT_FOUND'
    WHEN p_state = 'withdrawn' AND p_actor <> r.requested_by THEN 'REQUEST_OF_ANOTHER'
    WHEN p_state <> 'withdrawn' AND p_actor = r.requested_by THEN 'SELF_APPROVAL'
    WHEN is_repeat THEN NULL
    WHEN r.state <> 'waiting' OR r.expires_at <= clock.now() THEN 'APPROVAL_CLOSED'
    WHEN p_state = 'approved' AND (
      EXISTS (SELECT FROM ledger.accounts a WHERE a.id = ANY (r.account_ids) AND a.owner_id = p_actor)
      OR EXISTS (SELECT FROM unnest(r.source_ids) AS s(id) WHERE ledger.has_put_in(p_actor, s.id))) THEN 'SELF_APPROVAL'
  END;
END
$$;
