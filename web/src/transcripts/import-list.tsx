import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Download, Play, Square } from 'lucide-react';
import { useEffect, useRef } from 'react';
import { PageSection } from '#app/page-frame.tsx';
import { changeImport, isImporting, listImports, rejectsUrl } from '#api/transcripts.ts';
import { Button } from '#components/ui/button.tsx';
import { Meter } from '#components/ui/meter.tsx';
import { formatBytes, formatDuration, formatNumber } from '#language/format-number.ts';
import { formatTime } from '#language/format-time.ts';
import { useLanguage } from '#language/language.tsx';
import { useTranscriptText } from './transcript-words.ts';
import type { TranscriptImport } from '#api/transcripts.ts';

const pollEveryMs = 2000;

/** The last imports, and how far they are. */
export function ImportList() {
  const words = useTranscriptText();
  const { data } = useQuery({
    queryKey: ['imports'],
    queryFn: ({ signal }) => listImports(signal),
    refetchInterval: ({ state }) => (state.data?.items.some(isImporting) ? pollEveryMs : false),
  });
  useRefreshWhenDone(data?.items.filter(isImporting).length ?? 0);
  if (!data || data.items.length === 0) return null;
  return (
    <PageSection title={words.imports}>
      <ul className="divide-y rounded-xl border bg-surface">
        {data.items.map(each => (
          <ImportRow key={each.id} item={each} />
        ))}
      </ul>
    </PageSection>
  );
}

/** What was imported is to be seen without a reload. */
function useRefreshWhenDone(running: number): void {
  const client = useQueryClient();
  const before = useRef(running);
  useEffect(() => {
    if (running < before.current) void client.invalidateQueries({ queryKey: ['transcripts'] });
    before.current = running;
  }, [client, running]);
}

function ImportRow({ item }: { item: TranscriptImport }) {
  const words = useTranscriptText();
  const { language } = useLanguage();
  const fraction = item.bytes_total === 0 ? 1 : item.bytes_read / item.bytes_total;
  return (
    <li className="px-4 py-3 text-sm leading-6">
      <div className="flex flex-wrap items-center justify-between gap-x-4 gap-y-1">
        <p className="min-w-0 font-medium [overflow-wrap:anywhere]">{item.file_name}</p>
        <ImportActions item={item} />
      </div>
      {isImporting(item) && <Meter label={item.file_name} fraction={fraction} className="my-1.5" />}
      <p className="text-xs text-muted">
        {[words.statuses[item.status], formatTime(item.created_at, language), ...describe(item, words)].join(
          ' · ',
        )}
      </p>
      {item.failure && (
        <p className="mt-1 text-danger">
          {item.failure.message} {item.failure.next_step}
        </p>
      )}
      {item.cut_at !== null && <p className="mt-1 text-warning">{words.cut}</p>}
    </li>
  );
}

type Words = ReturnType<typeof useTranscriptText>;

function describe(item: TranscriptImport, words: Words): string[] {
  const counts = [words.accepted(formatNumber(item.accepted))];
  if (item.duplicate > 0) counts.push(words.duplicate(formatNumber(item.duplicate)));
  if (item.rejected > 0) counts.push(words.rejected(formatNumber(item.rejected)));
  counts.push(`${formatBytes(item.bytes_read)} / ${formatBytes(item.bytes_total)}`);
  if (isImporting(item) && item.bytes_per_second !== null)
    counts.push(words.rate(formatBytes(item.bytes_per_second)));
  if (item.eta_seconds !== null) counts.push(words.eta(formatDuration(item.eta_seconds * 1000)));
  return counts;
}

function ImportActions({ item }: { item: TranscriptImport }) {
  const words = useTranscriptText();
  const client = useQueryClient();
  const change = useMutation({
    mutationFn: (verb: 'cancel' | 'resume') => changeImport(item.id, verb),
    meta: { isAnnounced: true },
    onSettled: () => client.invalidateQueries({ queryKey: ['imports'] }),
  });
  const canResume = item.status === 'failed' || item.status === 'cancelled';
  return (
    <div className="flex gap-2">
      {item.rejected > 0 && (
        <Button size="small" asChild>
          <a href={rejectsUrl(item.id)} download>
            <Download /> {words.rejects}
          </a>
        </Button>
      )}
      {isImporting(item) && (
        <Button size="small" disabled={change.isPending} onClick={() => change.mutate('cancel')}>
          <Square /> {words.stop}
        </Button>
      )}
      {canResume && (
        <Button size="small" disabled={change.isPending} onClick={() => change.mutate('resume')}>
          <Play /> {words.resume}
        </Button>
      )}
    </div>
  );
}
