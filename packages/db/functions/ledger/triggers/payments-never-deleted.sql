-- A payment changes its state but never vanishes. It fires in replica mode too.
CREATE OR REPLACE TRIGGER payments_never_deleted
  BEFORE DELETE OR TRUNCATE ON ledger.payments
  FOR EACH STATEMENT EXECUTE FUNCTION public.refuse_change();
ALTER TABLE ledger.payments ENABLE ALWAYS TRIGGER payments_never_deleted;
