-- An entry is written once, with its transfer. It fires in replica mode too.
CREATE OR REPLACE TRIGGER entries_append_only
  BEFORE DELETE OR UPDATE OR TRUNCATE ON ledger.entries
  FOR EACH STATEMENT EXECUTE FUNCTION public.refuse_change();
ALTER TABLE ledger.entries ENABLE ALWAYS TRIGGER entries_append_only;
