-- A link of the hash chain is written once: a chain that could be rewritten would prove nothing. It fires in replica mode too.
CREATE OR REPLACE TRIGGER chain_links_append_only
  BEFORE DELETE OR UPDATE OR TRUNCATE ON ledger.chain_links
  FOR EACH STATEMENT EXECUTE FUNCTION public.refuse_change();
ALTER TABLE ledger.chain_links ENABLE ALWAYS TRIGGER chain_links_append_only;
