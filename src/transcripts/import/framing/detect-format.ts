import type { Framer, FramePosition } from './frame.ts';
import { ArrayFramer } from './array-framer.ts';
import { LineFramer } from './line-framer.ts';

/** How the conversations lie in the text: an array under `path`, or one a line. */
export type TextFormat = { kind: 'array'; path: string[] } | { kind: 'lines' };

const DEFAULT_PATH = ['transcripts'];
const BRACE = 0x7b;

/** `path` and the file's name say more than its begin; `head` is without byte order mark. */
export function detectFormat(head: Buffer, options: { path?: string[]; fileName: string }): TextFormat {
  if (options.path !== undefined) return { kind: 'array', path: options.path };
  const text = head.subarray(skipWhite(head));
  if (/\.(jsonl|ndjson)(\.|$)/i.test(options.fileName)) return { kind: 'lines' };
  if (text[0] !== BRACE) return { kind: 'array', path: [] };
  const [line = '', next = ''] = text.toString('latin1').split('\n', 2);
  // An object that is spread over lines, or one that holds the array, is no line of JSON Lines.
  const isLine = isObject(line) ? !/^\{\s*"transcripts"\s*:\s*\[/.test(line) : /^\s*\{/.test(next);
  return isLine ? { kind: 'lines' } : { kind: 'array', path: DEFAULT_PATH };
}

export function openFramer(format: TextFormat, from?: FramePosition): Framer {
  return format.kind === 'lines' ? new LineFramer(from) : new ArrayFramer(format.path, from);
}

function skipWhite(bytes: Buffer): number {
  const at = bytes.findIndex(byte => byte > 0x20);
  return at < 0 ? bytes.length : at;
}

function isObject(line: string): boolean {
  try {
    return typeof JSON.parse(line) === 'object';
  } catch {
    return false;
  }
}
