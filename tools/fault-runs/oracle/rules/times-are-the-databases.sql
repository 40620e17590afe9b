-- The time that stands in a move is the database's: not after its commit, and not long before it.
SELECT order_id, to_status, at, committed_at FROM moves
WHERE at > committed_at + interval '2 seconds' OR at < committed_at - interval '60 seconds'
