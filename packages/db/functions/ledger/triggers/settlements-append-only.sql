-- What became of an order in money is written once. It fires in replica mode too.
CREATE OR REPLACE TRIGGER settlements_append_only
  BEFORE DELETE OR UPDATE OR TRUNCATE ON ledger.settlements
  FOR EACH STATEMENT EXECUTE FUNCTION public.refuse_change();
ALTER TABLE ledger.settlements ENABLE ALWAYS TRIGGER settlements_append_only;
