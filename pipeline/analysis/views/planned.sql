-- Targets that are planned, beside the document and the initiative they stand in.
-- needs: targets, documents, initiatives
-- year: the year it is planned for: the last of its period, else the document's own
-- document_year: the document's own year
-- document: the document's title
-- initiative: title of the innermost initiative that holds it
-- initiative_path: where that initiative stands in the outline
SELECT
    t.*,
    coalesce(year(t.period_end), year(t.period_start), d.year)::SMALLINT AS year,
    d.year AS document_year, d.title AS document, d.source, d.issuer, d.region, d.doc_type, d.published,
    i.title AS initiative, i.path AS initiative_path
FROM targets t
JOIN documents d ON d.doc_id = t.doc_id
LEFT JOIN initiatives i ON i.initiative_id = t.initiative_id
WHERE t.status = 'planned'
