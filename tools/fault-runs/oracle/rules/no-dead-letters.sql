-- Nothing went to the dead letters.
SELECT id, queue, job, code, reason, order_id FROM dead_letters
