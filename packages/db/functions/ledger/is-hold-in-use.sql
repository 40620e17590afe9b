-- Whether an order is under way or still owed a settlement. Its hold does not expire then; the audit lists it instead.
CREATE OR REPLACE FUNCTION ledger.is_hold_in_use(p_order uuid) RETURNS boolean LANGUAGE sql STABLE AS $$
  SELECT EXISTS (
    SELECT FROM public.orders o
    WHERE o.id = p_order AND (
      o.status IN ('MATCHED', 'ARRIVED', 'STARTED')
      OR (o.status = 'FINISHED' AND o.settled_at IS NULL)
      OR (o.status = 'CANCELLED' AND o.settled_at IS NULL AND o.cancel_fee_minor > 0)))
$$;
