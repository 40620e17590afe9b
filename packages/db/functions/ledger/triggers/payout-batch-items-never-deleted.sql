-- What stood in a file for the bank stays on record. It fires in replica mode too.
CREATE OR REPLACE TRIGGER payout_batch_items_never_deleted
  BEFORE DELETE OR TRUNCATE ON ledger.payout_batch_items
  FOR EACH STATEMENT EXECUTE FUNCTION public.refuse_change();
ALTER TABLE ledger.payout_batch_items ENABLE ALWAYS TRIGGER payout_batch_items_never_deleted;
