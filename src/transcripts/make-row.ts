import { createHash } from 'node:crypto';
import type { Transcript, Turn } from './transcript-schema.ts';

/** A conversation as the database takes it, but for its tenant. */
export interface TranscriptRow {
  id: string;
  created_at: string;
  external_id: string;
  channel: string | null;
  language: string | null;
  ended_at: string | null;
  participants: Transcript['participants'];
  turns: Turn[];
  turn_count: number;
  speakers: Record<string, [number, number]>;
  metadata: Record<string, unknown>;
}

export function makeRow(transcript: Transcript): TranscriptRow {
  const { external_id, participants, turns, metadata } = transcript;
  return {
    id: transcriptIdOf(transcript),
    created_at: transcript.started_at.toISOString(),
    external_id,
    channel: transcript.channel ?? null,
    language: transcript.language ?? null,
    ended_at: transcript.ended_at?.toISOString() ?? null,
    participants,
    turns,
    turn_count: turns.length,
    speakers: countSpeech(turns),
    metadata,
  };
}

/**
 * A UUID of version 7 (RFC 9562) whose time is the conversation's begin and whose random bits are a SHA-256 of its
 * content: the same conversation gets the same id, so the primary key alone tells what is there already.
 */
export function transcriptIdOf(transcript: Transcript): string {
  const hash = createHash('sha256').update(JSON.stringify(transcript)).digest();
  const bytes = Buffer.alloc(16);
  bytes.writeUIntBE(transcript.started_at.getTime(), 0, 6);
  hash.copy(bytes, 6, 0, 10);
  bytes[6] = 0x70 | (bytes[6]! & 0x0f);
  bytes[8] = 0x80 | (bytes[8]! & 0x3f);
  return bytes.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}

/** When the conversation of this id began. */
export function beginOf(transcriptId: string): Date {
  return new Date(Number.parseInt(transcriptId.replaceAll('-', '').slice(0, 12), 16));
}

function countSpeech(turns: readonly Turn[]): Record<string, [number, number]> {
  const speech = new Map<string, [number, number]>();
  for (const { speaker, text } of turns) {
    const [count, characters] = speech.get(speaker) ?? [0, 0];
    speech.set(speaker, [count + 1, characters + text.length]);
  }
  // Defines its properties: a speaker named "__proto__" is one like any other.
  return Object.fromEntries(speech);
}
