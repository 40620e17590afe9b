-- A request changes its state but never vanishes. It fires in replica mode too.
CREATE OR REPLACE TRIGGER approval_requests_never_deleted
  BEFORE DELETE OR TRUNCATE ON ledger.approval_requests
  FOR EACH STATEMENT EXECUTE FUNCTION public.refuse_change();
ALTER TABLE ledger.approval_requests ENABLE ALWAYS TRIGGER approval_requests_never_deleted;
