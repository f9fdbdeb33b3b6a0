import { useNavigate, useSearch } from '@tanstack/react-router';
import { useCallback } from 'react';

const labels = ['positive', 'neutral', 'negative', 'not-available'];

/** What of the transcripts is in view, as the address says it. */
export interface TranscriptPlace {
  since?: string;
  until?: string;
  channel?: string;
  sentiment?: string;
  q?: string;
  transcript?: string;
  turn?: number;
}

/** Keeps what is well-formed, as the workspace does. */
export function parseTranscriptPlace(search: Record<string, unknown>): TranscriptPlace {
  const { since, until, channel, sentiment, q, transcript } = search;
  const turn = Number(search['turn']);
  const place: TranscriptPlace = {
    since: isDay(since) ? since : undefined,
    until: isDay(until) ? until : undefined,
    channel: isText(channel) ? channel : undefined,
    sentiment: isText(sentiment) && labels.includes(sentiment) ? sentiment : undefined,
    q: isText(q) ? q : undefined,
    transcript: isText(transcript) && /^[0-9a-f-]{36}$/i.test(transcript) ? transcript : undefined,
    turn: search['turn'] !== undefined && Number.isInteger(turn) && turn >= 0 ? turn : undefined,
  };
  return Object.fromEntries(Object.entries(place).filter(([, value]) => value !== undefined));
}

const isText = (value: unknown): value is string =>
  typeof value === 'string' && value !== '' && value.length <= 200;

const isDay = (value: unknown): value is string =>
  typeof value === 'string' && /^\d{4}-\d{2}-\d{2}$/.test(value) && !Number.isNaN(Date.parse(value));

export const useTranscriptPlace = (): TranscriptPlace => useSearch({ strict: false }) as TranscriptPlace;

/** Changes some of the place and leaves the rest. */
export function useGoInTranscripts() {
  const navigate = useNavigate();
  return useCallback(
    (changes: Partial<Record<keyof TranscriptPlace, string | number | undefined>>) => {
      const search = (before: TranscriptPlace) => ({ ...before, ...changes });
      void navigate({ to: '/transcripts', search: search as never, replace: true });
    },
    [navigate],
  );
}
