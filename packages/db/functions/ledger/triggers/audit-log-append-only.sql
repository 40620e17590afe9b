-- What an admin did stays on record. It fires in replica mode too.
CREATE OR REPLACE TRIGGER audit_log_append_only
  BEFORE DELETE OR UPDATE OR TRUNCATE ON ledger.audit_log
  FOR EACH STATEMENT EXECUTE FUNCTION public.refuse_change();
ALTER TABLE ledger.audit_log ENABLE ALWAYS TRIGGER audit_log_append_only;
