-- A receipt that was handed out stays as it is. It fires in replica mode too.
CREATE OR REPLACE TRIGGER cash_desk_receipts_append_only
  BEFORE DELETE OR UPDATE OR TRUNCATE ON ledger.cash_desk_receipts
  FOR EACH STATEMENT EXECUTE FUNCTION public.refuse_change();
ALTER TABLE ledger.cash_desk_receipts ENABLE ALWAYS TRIGGER cash_desk_receipts_append_only;
