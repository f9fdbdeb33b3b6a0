import { isUnderway } from '#api/documents.ts';
import { formatTime } from '#language/format-time.ts';
import type { Document } from '#api/documents.ts';
import type { Dictionary } from '#language/english.ts';
import type { Language } from '#language/language.tsx';

/** The line below a title: what is being done, or what the document is and since when. */
export function describeDocument(document: Document, text: Dictionary, language: Language): string {
  const { progress, status, page_count: pageCount } = document;
  if (isUnderway(document)) {
    const count = progress && status !== 'pending' ? ` · ${text.ofTotal(progress.done, progress.total)}` : '';
    return text.states[status] + count;
  }
  if (status !== 'ready') return text.states[status];
  const size = pageCount ? (document.paged ? text.pages(pageCount) : text.parts(pageCount)) : null;
  const facts = [document.format?.toUpperCase(), size, formatTime(document.created_at, language)];
  return facts.filter(Boolean).join(' · ');
}
