-- Id of the transfer that compensates the driver of an order. It follows from the order's (version 8): there is at most one.
CREATE OR REPLACE FUNCTION ledger.compensation_id(p_order uuid)
RETURNS uuid LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN overlay(overlay(md5('compensation|' || p_order::text) PLACING '8' FROM 13) PLACING 'b' FROM 17)::uuid;
