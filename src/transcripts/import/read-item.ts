import { isUtf8 } from 'node:buffer';
import { makeRow } from '../make-row.ts';
import type { TranscriptRow } from '../make-row.ts';
import { transcriptInput } from '../transcript-schema.ts';
import { checkDepth, checkValue } from './check-value.ts';
import { MAX_ITEM_BYTES } from './framing/frame.ts';
import type { Frame, FrameFault } from './framing/frame.ts';
import { ValueScanner } from './framing/value-scanner.ts';
import type { Reason } from './reason.ts';

export type ReadItem = { row: TranscriptRow } | { reason: Reason };

const FAULTS: Record<FrameFault, string> = {
  'too-large': `It is larger than ${MAX_ITEM_BYTES / 1024 ** 2} MiB.`,
  broken: 'Its quotes or brackets do not match, so its end cannot be told. What follows was found again.',
  cut: 'The file ends in the middle of it.',
};

/** From the bytes of one item to the row that is stored, or the reason why not. It never throws. */
export function readItem(frame: Frame): ReadItem {
  const { bytes, fault } = frame;
  if (bytes === undefined || fault !== undefined)
    return refuse(fault ?? 'too-large', FAULTS[fault ?? 'too-large']);
  if (!isUtf8(bytes)) return refuse('invalid-utf8', 'It is not valid UTF-8.');
  const scanner = new ValueScanner();
  scanner.scan(bytes, 0);
  const tooDeep = checkDepth(scanner.deepest);
  if (tooDeep !== undefined) return { reason: tooDeep };
  const parsed = parse(bytes);
  if ('reason' in parsed) return parsed;
  const odd = checkValue(parsed.value, scanner);
  if (odd !== undefined) return { reason: odd };
  return readTranscript(parsed.value);
}

function parse(bytes: Buffer): { value: unknown } | { reason: Reason } {
  try {
    return { value: JSON.parse(bytes.toString()) as unknown };
  } catch (error) {
    // V8 quotes the text behind the first comma-separated part: its own words end there.
    const [what = ''] = (error as Error).message.split(/ in JSON| is not valid JSON|, /);
    return refuse(
      'invalid-json',
      `It is not valid JSON: ${what.replace(/^\w/, letter => letter.toLowerCase())}.`,
    );
  }
}

function readTranscript(value: unknown): ReadItem {
  const read = transcriptInput.safeParse(value);
  if (read.success) return { row: makeRow(read.data) };
  const [issue] = read.error.issues;
  const where = issue!.path.length === 0 ? '' : `${issue!.path.join('.')}: `;
  return refuse('invalid-transcript', `${where}${issue!.message}`.slice(0, 500));
}

const refuse = (code: string, message: string): { reason: Reason } => ({ reason: { code, message } });
