/** A conversation in the file that it becomes a document by. */
export interface TranscriptFile {
  quarry_transcript: 1;
  title: string;
  turns: TranscriptTurn[];
}

export interface TranscriptTurn {
  speaker: string;
  text: string;
  /** From the begin of the conversation. */
  offset_ms?: number;
}

/** What such a file begins with: no other text does. */
export const TRANSCRIPT_MARK = '{"quarry_transcript":1,';

/** Who speaks and when, as it stands before each turn: `agent (0:01:05)`. */
export function turnLabel({
  speaker,
  offset_ms: offset,
}: {
  speaker: string;
  offset_ms?: number | null;
}): string {
  return offset === undefined || offset === null ? speaker : `${speaker} (${clockTime(offset)})`;
}

function clockTime(ms: number): string {
  const seconds = Math.floor(ms / 1000);
  const two = (value: number): string => String(value).padStart(2, '0');
  return `${Math.floor(seconds / 3600)}:${two(Math.floor(seconds / 60) % 60)}:${two(seconds % 60)}`;
}
