-- A message of the outbox that is due has its receipt, and none is due later than any delay of the product.
SELECT m.id, m.job, m.created_at, m.due_at, m.published_at, m.publications
FROM outbox m
WHERE (m.due_at < now() - interval '20 seconds'
    AND NOT EXISTS (SELECT FROM inbox i WHERE i.consumer = m.job AND i.message_id = m.id::text))
  OR m.due_at > now() + interval '60 seconds'
