-- A bank account is named anew, and what was named before stays on record. It fires in replica mode too.
CREATE OR REPLACE TRIGGER bank_accounts_append_only
  BEFORE DELETE OR UPDATE OR TRUNCATE ON ledger.bank_accounts
  FOR EACH STATEMENT EXECUTE FUNCTION public.refuse_change();
ALTER TABLE ledger.bank_accounts ENABLE ALWAYS TRIGGER bank_accounts_append_only;
