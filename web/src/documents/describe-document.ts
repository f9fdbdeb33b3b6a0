import { isUnderway } from '#api/documents.ts';
import { formatDuration } from '#language/format-number.ts';
import { formatTime } from '#language/format-time.ts';
import type { Document } from '#api/documents.ts';
import type { Dictionary } from '#language/english.ts';
import type { Language } from '#language/language.tsx';

/** The line below a title: what is being done, or what the document is and since when. */
export function describeDocument(document: Document, text: Dictionary, language: Language): string {
  const { progress, status, page_count: pageCount } = document;
  if (isUnderway(document)) {
    // "0" alone says nothing yet; "0 of 8" does.
    const isCounting = progress && status !== 'pending' && (progress.total !== null || progress.done > 0);
    const place = progress?.queue_position;
    const eta = progress?.eta_seconds;
    return [
      text.states[status],
      isCounting && text.ofTotal(progress.done, progress.total),
      status === 'pending' && typeof place === 'number' && text.queuePosition(place),
      typeof eta === 'number' && eta > 0 && text.eta(formatDuration(eta * 1000)),
      progress?.stalled === true && text.stalled,
    ]
      .filter(Boolean)
      .join(' · ');
  }
  if (status !== 'ready') return text.states[status];
  const size = pageCount ? (document.paged ? text.pages(pageCount) : text.parts(pageCount)) : null;
  const facts = [describeFormat(document.format, text), size, formatTime(document.created_at, language)];
  return facts.filter(Boolean).join(' · ');
}

/** Most formats are known by the letters of their file names. */
export const describeFormat = (format: string | null, text: Dictionary): string | null =>
  format === null ? null : (text.formatNames[format] ?? format.toUpperCase());
