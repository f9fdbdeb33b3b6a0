import { useQuery } from '@tanstack/react-query';
import { getTimeline } from '#api/jobs.ts';
import { listUsageOf } from '#api/usage.ts';
import { isUnderway } from '#api/documents.ts';
import { CodeText } from '#components/code-text.tsx';
import { Notice } from '#components/ui/notice.tsx';
import { formatBytes, formatCredits, formatDuration, formatNumber } from '#language/format-number.ts';
import { formatTime } from '#language/format-time.ts';
import { useLanguage } from '#language/language.tsx';
import { useSession } from '#session/use-session.ts';
import { describeFormat } from '#documents/describe-document.ts';
import { RetryButton } from '#documents/retry-button.tsx';
import { useDetailWords } from './detail-words.ts';
import { sumWarnings } from './sum-warnings.ts';
import type { Attempt } from '#api/jobs.ts';
import type { Document } from '#api/documents.ts';
import type { ReactNode } from 'react';

/** What is known of a document: what it holds, what is remarkable, where its time went and what it cost. */
export function DocumentDetails({ document }: { document: Document }) {
  const words = useDetailWords();
  const { language, text } = useLanguage();
  const facts: [string, ReactNode][] = [
    [words.status, text.states[document.status]],
    [words.file, `${document.file_name} · ${formatBytes(document.byte_size)}`],
    [words.format, describeFormat(document.format, text) ?? '–'],
    [
      document.paged ? words.pages : words.parts,
      document.page_count === null ? '–' : formatNumber(document.page_count),
    ],
    [words.chunks, formatNumber(document.chunk_count ?? 0)],
    [words.added, formatTime(document.created_at, language)],
    [words.cost, <Cost key="cost" document={document} />],
  ];
  return (
    <div
      tabIndex={0}
      className="min-h-0 grow space-y-6 overflow-y-auto px-4 py-4 text-sm leading-6 -outline-offset-2"
    >
      {document.failure && (
        <Notice tone="danger" title={document.failure.message}>
          {document.failure.next_step && (
            <p className="text-muted">
              <CodeText>{document.failure.next_step}</CodeText>
            </p>
          )}
          <RetryButton document={document} />
        </Notice>
      )}
      <dl className="grid grid-cols-[8rem_minmax(0,1fr)] gap-x-3 gap-y-1">
        {facts.map(([name, value]) => (
          <div key={name} className="contents">
            <dt className="text-muted">{name}</dt>
            <dd className="[overflow-wrap:anywhere]">{value}</dd>
          </div>
        ))}
      </dl>
      <Warnings document={document} />
      <Timeline document={document} />
    </div>
  );
}

function Cost({ document }: { document: Document }) {
  const words = useDetailWords();
  const { scopes } = useSession();
  const { data } = useQuery({
    queryKey: ['usage', 'of', document.id],
    queryFn: ({ signal }) => listUsageOf(document.id, signal),
    enabled: scopes.includes('usage:read') && !isUnderway(document),
  });
  if (!data) return '–';
  const credits = data.items.reduce((sum, record) => sum + record.credits, 0);
  const pages = data.items.reduce((sum, record) => sum + record.pages, 0);
  return words.costs(formatCredits(credits), pages);
}

function Warnings({ document }: { document: Document }) {
  const words = useDetailWords();
  const summed = sumWarnings(document.warnings);
  if (summed.length === 0) return null;
  return (
    <section aria-label={words.warnings}>
      <h3 className="font-semibold">{words.warnings}</h3>
      <ul className="mt-1 space-y-2">
        {summed.map(({ message, nextStep, count, pages }) => (
          <li key={message}>
            {message} {nextStep && <span className="text-muted">{nextStep}</span>}
            <span className="block text-xs text-muted">
              {[count > 1 && words.times(count), pages && words.onPages(pages)].filter(Boolean).join(' · ')}
            </span>
          </li>
        ))}
      </ul>
    </section>
  );
}

function Timeline({ document }: { document: Document }) {
  const words = useDetailWords();
  const { data } = useQuery({
    queryKey: ['timeline', document.id],
    queryFn: ({ signal }) => getTimeline(document.id, signal),
  });
  if (!data || data.attempts.length === 0) return null;
  return (
    <section aria-label={words.timeline}>
      <h3 className="font-semibold">{words.timeline}</h3>
      <ol className="mt-1 space-y-3">
        {data.attempts.map(attempt => (
          <li key={attempt.number}>
            <AttemptRow attempt={attempt} />
          </li>
        ))}
      </ol>
    </section>
  );
}

function AttemptRow({ attempt }: { attempt: Attempt }) {
  const words = useDetailWords();
  const { language } = useLanguage();
  const { waited, worked } = attempt;
  const parts: [string, number][] = [
    [words.queue, waited.queue_ms],
    [words.permit, waited.permit_ms + waited.connection_ms + waited.retry_sleep_ms],
    [words.extraction, worked.extraction_ms],
    [words.embedding, worked.first_byte_ms + worked.body_ms],
    [words.indexing, worked.indexing_ms],
  ];
  return (
    <>
      <p>
        <span className="font-medium">{words.attempt(attempt.number)}</span>{' '}
        <span className="text-muted">
          {formatTime(attempt.started_at, language)}
          {attempt.run_ms !== null && ` · ${formatDuration(attempt.run_ms)}`}
          {attempt.outcome && ` · ${words.outcomes[attempt.outcome] ?? attempt.outcome}`}
        </span>
      </p>
      <p className="text-xs text-muted">
        {parts
          .filter(([, milliseconds]) => milliseconds > 0)
          .map(([name, milliseconds]) => `${name} ${formatDuration(milliseconds)}`)
          .join(' · ')}
      </p>
      {attempt.failure && <p className="text-danger">{attempt.failure.message}</p>}
    </>
  );
}
