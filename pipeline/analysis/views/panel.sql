-- Every value of an indicator, planned or reported, with whose it is and for which year: one row a value.
-- needs: targets, documents
-- year: the last year of the value's period, else the document's own
-- year_from: period where the year is the value's own, document where it is the document's
-- document_year: the document's own year
-- doubtful: whether there is a reason to doubt the printed number (targets.suspect)
-- document: the document's title
SELECT
    t.indicator_key, d.region, d.issuer,
    coalesce(year(t.period_end), year(t.period_start), d.year)::SMALLINT AS year,
    CASE WHEN coalesce(t.period_end, t.period_start) IS NOT NULL THEN 'period'
         WHEN d.year IS NOT NULL THEN 'document' END AS year_from,
    t.status, t.kind, t.comparator, t.change, t.value_low, t.value_high, t.base_unit, t.dimension,
    t.binding, t.commitment, t.indicator, t.text, t.sentence, t.period_start, t.period_end,
    len(t.suspect) > 0 AS doubtful, t.target_id, t.doc_id, d.doc_type, d.year AS document_year, d.title AS document,
    d.source
FROM targets t
JOIN documents d ON d.doc_id = t.doc_id
WHERE t.indicator_key IS NOT NULL
