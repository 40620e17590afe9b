-- An idempotency key moved money once.
SELECT idempotency_key, count(*) FROM ledger.transfers
WHERE idempotency_key IS NOT NULL AND group_id IS NULL
GROUP BY idempotency_key HAVING count(*) > 1
