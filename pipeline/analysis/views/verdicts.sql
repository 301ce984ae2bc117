-- The ledger's goals of indicators that the lexicon knows, one row a goal, with the titles of both documents.
-- needs: ledger, documents
-- planned_document: title of the document that sets the goal
-- reported_document: title of the document that reports the result
SELECT
    l.region, l.level, l.organ, l.indicator_key, l.period, l.horizon, l.measure, l.basis,
    l.planned_comparator, l.planned_text, l.reported_text, l.verdict, l.said, l.margin, l.tolerance, l.unit,
    l.planned_sentence, l.reported_sentence, l.reason,
    p.title AS planned_document, r.title AS reported_document,
    l.target_id, l.outcome_id, l.planned_doc_id, l.reported_doc_id
FROM ledger l
JOIN documents p ON p.doc_id = l.planned_doc_id
LEFT JOIN documents r ON r.doc_id = l.reported_doc_id
WHERE l.indicator_known
