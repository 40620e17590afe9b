-- What was refunded is written once. It fires in replica mode too.
CREATE OR REPLACE TRIGGER refunds_append_only
  BEFORE DELETE OR UPDATE OR TRUNCATE ON ledger.refunds
  FOR EACH STATEMENT EXECUTE FUNCTION public.refuse_change();
ALTER TABLE ledger.refunds ENABLE ALWAYS TRIGGER refunds_append_only;
