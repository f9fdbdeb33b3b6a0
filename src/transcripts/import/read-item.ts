import { isUtf8 } from 'node:buffer';
import { makeRow } from '../make-row.ts';
import type { TranscriptRow } from '../make-row.ts';
import type { Turn } from '../transcript-schema.ts';
import { checkDepth, checkValue } from './check-value.ts';
import { MAX_ITEM_BYTES } from './framing/frame.ts';
import type { Frame, FrameFault, Shape } from './framing/frame.ts';
import { ValueScanner } from './framing/value-scanner.ts';
import { goodTurns, parseTranscript } from './parse-transcript.ts';
import type { Reason } from './reason.ts';

export type ReadItem = { row: TranscriptRow } | { reason: Reason };

const FAULTS: Record<FrameFault, string> = {
  'too-large': `It is larger than ${MAX_ITEM_BYTES / 1024 ** 2} MiB.`,
  broken: 'Its quotes or brackets do not match, so its end cannot be told. What follows was found again.',
  cut: 'The file ends in the middle of it.',
};

/** Of larger ones the depth is known before they are parsed: brackets alone would take much more memory than they are. */
const MAX_UNSEEN_BYTES = 64 * 1024;

/** From the bytes of one item to the row that is stored, or the reason why not. It never throws. */
export function readItem(frame: Frame): ReadItem {
  const { bytes, fault } = frame;
  if (bytes === undefined || fault !== undefined)
    return refuse(fault ?? 'too-large', FAULTS[fault ?? 'too-large']);
  if (!isUtf8(bytes)) return refuse('invalid-utf8', 'It is not valid UTF-8.');
  const shape = frame.shape ?? (bytes.length > MAX_UNSEEN_BYTES ? scanAll(bytes) : undefined);
  const tooDeep = shape && checkDepth(shape.deepest);
  if (tooDeep !== undefined) return { reason: tooDeep };
  const text = bytes.toString();
  const parsed = parse(text);
  if ('reason' in parsed) return parsed;
  const turns = bytes.includes('\\u') ? undefined : goodTurns(parsed.value);
  const written = turns && JSON.stringify(turns);
  const known = turns && { text, written: written!, keys: countKeys(turns) };
  const odd = check(parsed.value, shape ?? scanAround(bytes, known));
  if (odd !== undefined) return { reason: odd };
  return readTranscript(parsed.value, turns, written);
}

function check(value: unknown, shape: Shape): Reason | undefined {
  return checkDepth(shape.deepest) ?? checkValue(value, shape);
}

const scanner = new ValueScanner();

function scanAll(bytes: Buffer): Shape {
  scanner.reset();
  scanner.scan(bytes, 0);
  return { keys: scanner.keys, deepest: scanner.deepest };
}

/** Of an object, a list and the objects in it. */
const DEPTH_OF_TURNS = 3;
const TURNS_KEY = '"turns":';

/** Turns that stand in the text as they would be written out are as deep and have as many keys as is known. */
function scanAround(
  bytes: Buffer,
  turns: { text: string; written: string; keys: number } | undefined,
): Shape {
  const key = turns?.text.indexOf(TURNS_KEY) ?? -1;
  const at = key + TURNS_KEY.length;
  if (turns === undefined || key < 0 || !turns.text.startsWith(turns.written, at)) return scanAll(bytes);
  const { text, written } = turns;
  const isAscii = text.length === bytes.length;
  const head = isAscii ? at : Buffer.byteLength(text.slice(0, at));
  const tail = isAscii
    ? text.length - at - written.length
    : Buffer.byteLength(text.slice(at + written.length));
  scanner.reset();
  scanner.scan(bytes.subarray(0, head), 0);
  scanner.passList();
  scanner.scan(bytes, bytes.length - tail);
  return { keys: scanner.keys + turns.keys, deepest: Math.max(scanner.deepest, DEPTH_OF_TURNS) };
}

const countKeys = (turns: readonly Turn[]): number =>
  turns.reduce((sum, turn) => sum + (turn.offset_ms === undefined ? 2 : 3), 0);

function parse(text: string): { value: unknown } | { reason: Reason } {
  try {
    return { value: JSON.parse(text) as unknown };
  } catch (error) {
    // V8 quotes the text behind the first comma-separated part: its own words end there.
    const [what = ''] = (error as Error).message.split(/ in JSON| is not valid JSON|, /);
    return refuse(
      'invalid-json',
      `It is not valid JSON: ${what.replace(/^\w/, letter => letter.toLowerCase())}.`,
    );
  }
}

function readTranscript(value: unknown, turns?: Turn[], written?: string): ReadItem {
  const read = parseTranscript(value, turns);
  if (read.success) return { row: makeRow(read.data, written) };
  const where = read.where === '' ? '' : `${read.where}: `;
  return refuse('invalid-transcript', `${where}${read.message}`.slice(0, 500));
}

const refuse = (code: string, message: string): { reason: Reason } => ({ reason: { code, message } });
