import { hash } from 'node:crypto';
import type { Transcript, Turn } from './transcript-schema.ts';

/** A conversation as the database takes it, but for its tenant. */
export interface TranscriptRow {
  id: string;
  created_at: string;
  /** All columns but the turns as a JSON object, these two included. */
  columns: string;
  /** As JSON. */
  turns: Buffer;
}

/** `turns`: the conversation's, as JSON, where they were written out already. */
export function makeRow(
  transcript: Transcript,
  turns: string = JSON.stringify(transcript.turns),
): TranscriptRow {
  const participants = JSON.stringify(transcript.participants);
  const metadata = JSON.stringify(transcript.metadata);
  // Nearly all of a conversation is its turns: they are written out and encoded once, for the row and for the hash.
  const { head, tail } = contentAround(transcript, { participants, metadata });
  const content = Buffer.from(head + turns + tail);
  const id = idOf(transcript.started_at, content);
  const created_at = transcript.started_at.toISOString();
  const small = JSON.stringify({
    id,
    created_at,
    external_id: transcript.external_id,
    channel: transcript.channel ?? null,
    language: transcript.language ?? null,
    ended_at: transcript.ended_at?.toISOString() ?? null,
    turn_count: transcript.turns.length,
    speakers: countSpeech(transcript.turns),
  });
  const columns = `${small.slice(0, -1)},"participants":${participants},"metadata":${metadata}}`;
  const at = Buffer.byteLength(head);
  return { id, created_at, columns, turns: content.subarray(at, content.length - Buffer.byteLength(tail)) };
}

/** What `JSON.stringify(transcript)` says before its turns and behind them; `written`: what is JSON already. */
export function contentAround(
  transcript: Transcript,
  written: Partial<Record<string, string>>,
): { head: string; tail: string } {
  let head = '';
  let text = '{';
  for (const [key, value] of Object.entries(transcript)) {
    if (value === undefined) continue;
    if (text !== '{') text += ',';
    text += `"${key}":`;
    if (key !== 'turns') text += written[key] ?? JSON.stringify(value);
    else {
      head = text;
      text = '';
    }
  }
  return { head, tail: `${text}}` };
}

/**
 * A UUID of version 7 (RFC 9562) whose time is the conversation's begin and whose random bits are a SHA-256 of its
 * content: the same conversation gets the same id, so the primary key alone tells what is there already.
 */
function idOf(startedAt: Date, content: Buffer): string {
  const bytes = Buffer.alloc(16);
  bytes.writeUIntBE(startedAt.getTime(), 0, 6);
  hash('sha256', content, 'buffer').copy(bytes, 6, 0, 10);
  bytes[6] = 0x70 | (bytes[6]! & 0x0f);
  bytes[8] = 0x80 | (bytes[8]! & 0x3f);
  const hex = bytes.toString('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}

/** When the conversation of this id began. */
export function beginOf(transcriptId: string): Date {
  return new Date(Number.parseInt(transcriptId.replaceAll('-', '').slice(0, 12), 16));
}

function countSpeech(turns: readonly Turn[]): Record<string, [number, number]> {
  const speech = new Map<string, [number, number]>();
  for (const { speaker, text } of turns) {
    const counts = speech.get(speaker);
    if (counts === undefined) speech.set(speaker, [1, text.length]);
    else {
      counts[0] += 1;
      counts[1] += text.length;
    }
  }
  // Defines its properties: a speaker named "__proto__" is one like any other.
  return Object.fromEntries(speech);
}
