-- A hold changes its status but never vanishes. It fires in replica mode too.
CREATE OR REPLACE TRIGGER holds_never_deleted
  BEFORE DELETE OR TRUNCATE ON ledger.holds
  FOR EACH STATEMENT EXECUTE FUNCTION public.refuse_change();
ALTER TABLE ledger.holds ENABLE ALWAYS TRIGGER holds_never_deleted;
