import { useInfiniteQuery, useMutation, useQueryClient } from '@tanstack/react-query';
import { RotateCw } from 'lucide-react';
import { useState } from 'react';
import { PageFrame } from '#app/page-frame.tsx';
import { retryDocument } from '#api/documents.ts';
import { listJobs } from '#api/jobs.ts';
import { Button } from '#components/ui/button.tsx';
import { DataTable } from '#components/ui/data-table.tsx';
import { QueryState } from '#components/ui/query-state.tsx';
import { Tabs } from '#components/ui/tabs.tsx';
import { formatTime } from '#language/format-time.ts';
import { useLanguage } from '#language/language.tsx';
import { useJobText } from './job-words.ts';
import type { Job, JobState } from '#api/jobs.ts';
import type { Column } from '#components/ui/data-table.tsx';

const states: JobState[] = ['dead', 'queued', 'running'];

export default function JobsPage() {
  const words = useJobText();
  const [state, setState] = useState<JobState>('dead');
  return (
    <PageFrame title={words.title} explain={words.explain}>
      <Tabs
        label={words.title}
        value={state}
        onChange={setState}
        tabs={states.map(each => ({ value: each, name: words.states[each] }))}
        className="my-5"
      />
      <JobTable state={state} key={state} />
    </PageFrame>
  );
}

function JobTable({ state }: { state: JobState }) {
  const words = useJobText();
  const { text } = useLanguage();
  const columns = useColumns(state);
  const query = useInfiniteQuery({
    queryKey: ['jobs', state],
    queryFn: ({ pageParam, signal }) => listJobs(state, pageParam, signal),
    initialPageParam: null as string | null,
    getNextPageParam: page => page.next_cursor,
  });
  const rows = query.data?.pages.flatMap(page => page.items) ?? [];
  return (
    <QueryState query={query} empty={rows.length === 0 && words.nothing[state]}>
      <DataTable label={words.states[state]} rows={rows} keyOf={row => row.id} columns={columns} />
      {query.hasNextPage && (
        <Button
          className="mt-3"
          disabled={query.isFetchingNextPage}
          onClick={() => void query.fetchNextPage()}
        >
          {text.loadMore}
        </Button>
      )}
    </QueryState>
  );
}

function useColumns(state: JobState): Column<Job>[] {
  const words = useJobText();
  const { language } = useLanguage();
  const columns: Column<Job>[] = [
    { name: words.document, cell: job => job.document_title ?? <em>{words.deleted}</em> },
    { name: words.cause, cell: job => <Cause job={job} /> },
    { name: words.attempts, cell: job => job.attempts, isNumber: true },
    { name: words.since, cell: job => formatTime(job.created_at, language) },
  ];
  if (state === 'queued') columns.push({ name: words.due, cell: job => formatTime(job.due_at, language) });
  if (state === 'dead') columns.push({ name: '', cell: job => <RetryJob job={job} /> });
  return columns;
}

function Cause({ job: { cause } }: { job: Job }) {
  if (!cause) return '–';
  return (
    <div className="min-w-56">
      {cause.message}
      {cause.next_step && <p className="text-muted">{cause.next_step}</p>}
    </div>
  );
}

function RetryJob({ job }: { job: Job }) {
  const words = useJobText();
  const client = useQueryClient();
  const retry = useMutation({
    mutationFn: () => retryDocument(job.document_id),
    meta: { isAnnounced: true },
    onSettled: () => client.invalidateQueries({ queryKey: ['jobs'] }),
  });
  if (job.document_title === null) return null;
  if (job.document_status !== 'failed') return <span className="text-muted">{words.retried}</span>;
  return (
    <Button
      size="small"
      disabled={retry.isPending}
      aria-label={`${words.retry}: ${job.document_title}`}
      onClick={() => retry.mutate()}
    >
      <RotateCw /> {words.retry}
    </Button>
  );
}
