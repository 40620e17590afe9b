-- A transfer is written once: what was moved stays moved, and a mistake is put right by a reversal. It fires in replica mode too.
CREATE OR REPLACE TRIGGER transfers_append_only
  BEFORE DELETE OR UPDATE OR TRUNCATE ON ledger.transfers
  FOR EACH STATEMENT EXECUTE FUNCTION public.refuse_change();
ALTER TABLE ledger.transfers ENABLE ALWAYS TRIGGER transfers_append_only;
