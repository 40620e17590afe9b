-- Whether a hold belongs to an open payout: it moves by the payout's decision and by nothing else.
CREATE OR REPLACE FUNCTION ledger.is_hold_of_payout(p_hold uuid) RETURNS boolean LANGUAGE sql STABLE AS $$
  SELECT EXISTS (SELECT FROM ledger.payouts WHERE hold_id = p_hold AND status IN ('requested', 'approved'))
$$;
