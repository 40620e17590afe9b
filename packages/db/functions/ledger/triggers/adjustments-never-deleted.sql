-- An adjustment changes its status but never vanishes. It fires in replica mode too.
CREATE OR REPLACE TRIGGER adjustments_never_deleted
  BEFORE DELETE OR TRUNCATE ON ledger.adjustments
  FOR EACH STATEMENT EXECUTE FUNCTION public.refuse_change();
ALTER TABLE ledger.adjustments ENABLE ALWAYS TRIGGER adjustments_never_deleted;
