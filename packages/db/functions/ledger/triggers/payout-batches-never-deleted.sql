-- A batch is recalled but never vanishes: its file may be at the bank. It fires in replica mode too.
CREATE OR REPLACE TRIGGER payout_batches_never_deleted
  BEFORE DELETE OR TRUNCATE ON ledger.payout_batches
  FOR EACH STATEMENT EXECUTE FUNCTION public.refuse_change();
ALTER TABLE ledger.payout_batches ENABLE ALWAYS TRIGGER payout_batches_never_deleted;
