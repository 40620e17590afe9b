-- SHA-256 of a text. STABLE because `convert_to` is: otherwise it could not be inlined.
CREATE OR REPLACE FUNCTION ledger.digest(p_payload text) RETURNS bytea
LANGUAGE sql STABLE PARALLEL SAFE RETURN sha256(convert_to(p_payload, 'UTF8'));
