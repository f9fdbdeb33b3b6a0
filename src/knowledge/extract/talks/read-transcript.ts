import { readFile } from 'node:fs/promises';
import type { ExtractionEvent } from '../extract-document.ts';
import { ExtractionError } from '../extraction-error.ts';
import type { ExtractedPage } from '../extraction.ts';
import { cleanText } from '../text/clean-text.ts';
import type { WorkerRequest } from '../worker-message.ts';
import { turnLabel } from './transcript-file.ts';
import type { TranscriptFile, TranscriptTurn } from './transcript-file.ts';

/** Reads a conversation: each turn is a part of its own, so that what is cited names the turn. */
export async function* readTranscript({ path, fromPage }: WorkerRequest): AsyncGenerator<ExtractionEvent> {
  const { title, turns } = parse(await readFile(path, 'utf8'));
  yield {
    type: 'document',
    document: { format: 'transcript', paged: false, pageCount: turns.length, title, warnings: [] },
  };
  for (let number = fromPage ?? 1; number <= turns.length; number++)
    yield { type: 'page', page: pageOf(turns[number - 1]!, number) };
}

function pageOf(turn: TranscriptTurn, number: number): ExtractedPage {
  const { speaker, offset_ms } = turn;
  const text = `${turnLabel(turn)}: ${cleanText(turn.text).trim()}`;
  return {
    number,
    text,
    blocks: [{ kind: 'paragraph', start: 0, end: text.length, speaker, offset_ms }],
    words: [],
    warnings: [],
  };
}

/** We write these files, but whoever uploads one by hand may write something else into it. */
function parse(text: string): TranscriptFile {
  try {
    const file = JSON.parse(text) as TranscriptFile;
    const isWhole = file.turns.every(
      turn => typeof turn.speaker === 'string' && typeof turn.text === 'string',
    );
    if (isWhole && typeof file.title === 'string') return file;
  } catch (error) {
    throw new ExtractionError('file-damaged', { cause: error });
  }
  throw new ExtractionError('file-damaged');
}
