import { isUtf8 } from 'node:buffer';
import { makeRow } from '../make-row.ts';
import type { TranscriptRow } from '../make-row.ts';
import { checkDepth, checkValue } from './check-value.ts';
import { MAX_ITEM_BYTES } from './framing/frame.ts';
import type { Frame, FrameFault, Shape } from './framing/frame.ts';
import { ValueScanner } from './framing/value-scanner.ts';
import { parseTranscript } from './parse-transcript.ts';
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
  const shape = frame.shape ?? scan(bytes);
  const tooDeep = checkDepth(shape.deepest);
  if (tooDeep !== undefined) return { reason: tooDeep };
  const parsed = parse(bytes);
  if ('reason' in parsed) return parsed;
  const odd = checkValue(parsed.value, shape);
  if (odd !== undefined) return { reason: odd };
  return readTranscript(parsed.value, bytes);
}

function scan(bytes: Buffer): Shape {
  const scanner = new ValueScanner();
  scanner.scan(bytes, 0);
  return scanner;
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

function readTranscript(value: unknown, bytes: Buffer): ReadItem {
  const read = parseTranscript(value, { hasEscapes: bytes.includes('\\u') });
  if (read.success) return { row: makeRow(read.data) };
  const where = read.where === '' ? '' : `${read.where}: `;
  return refuse('invalid-transcript', `${where}${read.message}`.slice(0, 500));
}

const refuse = (code: string, message: string): { reason: Reason } => ({ reason: { code, message } });
