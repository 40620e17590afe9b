-- A payout changes its status but never vanishes. It fires in replica mode too.
CREATE OR REPLACE TRIGGER payouts_never_deleted
  BEFORE DELETE OR TRUNCATE ON ledger.payouts
  FOR EACH STATEMENT EXECUTE FUNCTION public.refuse_change();
ALTER TABLE ledger.payouts ENABLE ALWAYS TRIGGER payouts_never_deleted;
