-- Documents without the copies that a better one stands for: count these, and nothing counts twice.
-- needs: documents, copies
SELECT d.*
FROM documents d
WHERE NOT EXISTS (
    SELECT 1 FROM copies c
    WHERE c.kind = 'republished' AND d.doc_id IN (c.doc_id, c.other_id) AND c.best_id <> d.doc_id
)
