-- Proof of answers: what each sentence rests on, and citations that outlive the re-reading of their document.

-- { judged_by, note, sentences: [{ start, end, verdict, cites, problems, quotation }] } of an answer that was checked.
alter table messages add column proof jsonb;

-- Of the document as it was read when the citation was made; null in citations older than this.
alter table citations add column document_sha256 text;
alter table citations add column document_generation integer;
-- Where the quotation stands on its pages: [[page, x, y, width, height], …] in points from the top left corner.
alter table citations add column boxes jsonb not null default '[]';
