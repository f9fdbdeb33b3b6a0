import { useQuery } from '@tanstack/react-query';
import { groupSentiment } from '#api/transcripts.ts';
import { Input } from '#components/ui/input.tsx';
import { Select } from '#components/ui/select.tsx';
import { useGoInTranscripts, useTranscriptPlace } from './transcript-place.ts';
import { useTranscriptText } from './transcript-words.ts';
import type { Span } from '#api/transcripts.ts';
import type { ReactNode } from 'react';

/** Which conversations the page is about. */
export function SpanBar({ span }: { span: Span }) {
  const words = useTranscriptText();
  const go = useGoInTranscripts();
  const { channel, sentiment, q } = useTranscriptPlace();
  const channels = useChannels(span);
  const dayBefore = (time: string) => new Date(Date.parse(time) - 1).toISOString().slice(0, 10);
  return (
    <div className="mt-6 flex flex-wrap items-end gap-3">
      <Field name={words.from}>
        <Input
          type="date"
          className="h-9"
          value={span.since.slice(0, 10)}
          onChange={event => go({ since: event.target.value || undefined })}
        />
      </Field>
      <Field name={words.to}>
        <Input
          type="date"
          className="h-9"
          value={dayBefore(span.until)}
          onChange={event => go({ until: event.target.value || undefined })}
        />
      </Field>
      <Field name={words.channel}>
        <Select value={channel ?? ''} onChange={event => go({ channel: event.target.value || undefined })}>
          <option value="">{words.any}</option>
          {channels.map(each => (
            <option key={each}>{each}</option>
          ))}
        </Select>
      </Field>
      <Field name={words.sentiment}>
        <Select
          value={sentiment ?? ''}
          onChange={event => go({ sentiment: event.target.value || undefined })}
        >
          <option value="">{words.any}</option>
          {Object.entries(words.labels).map(([value, name]) => (
            <option key={value} value={value}>
              {name}
            </option>
          ))}
        </Select>
      </Field>
      <Field name={words.search}>
        <Input
          type="search"
          className="h-9 w-56"
          maxLength={200}
          defaultValue={q ?? ''}
          onChange={event => go({ q: event.target.value.trim() || undefined })}
        />
      </Field>
    </div>
  );
}

function Field({ name, children }: { name: string; children: ReactNode }) {
  return (
    <label className="space-y-1 text-xs leading-5 text-muted">
      <span className="block">{name}</span>
      {children}
    </label>
  );
}

function useChannels({ since, until }: Span): string[] {
  const { data } = useQuery({
    queryKey: ['transcripts', 'channels', since, until],
    queryFn: ({ signal }) => groupSentiment({ since, until }, 'channel', signal),
  });
  return data?.items.map(group => group.key).filter(key => key !== null) ?? [];
}
