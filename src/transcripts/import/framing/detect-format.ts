import type { Framer, FramePosition } from './frame.ts';
import { ArrayFramer } from './array-framer.ts';
import { LineFramer } from './line-framer.ts';

/** How the conversations lie in the text: an array under `path`, or one a line. */
export type TextFormat = { kind: 'array'; path: string[] } | { kind: 'lines' };

const DEFAULT_PATH = ['transcripts'];
/** So many lines are looked at: one of them may be broken. */
const LINES = 20;

/** `path` and the file's name say more than its begin; `head` is without byte order mark. */
export function detectFormat(head: Buffer, options: { path?: string[]; fileName: string }): TextFormat {
  if (options.path !== undefined) return { kind: 'array', path: options.path };
  if (/\.(jsonl|ndjson)(\.|$)/i.test(options.fileName)) return { kind: 'lines' };
  const text = head.toString('latin1').trimStart();
  if (isLines(text)) return { kind: 'lines' };
  if (text.startsWith('{')) return { kind: 'array', path: DEFAULT_PATH };
  return { kind: 'array', path: [] };
}

export function openFramer(format: TextFormat, from?: FramePosition): Framer {
  return format.kind === 'lines' ? new LineFramer(from) : new ArrayFramer(format.path, from);
}

/** An array has commas behind its lines, and what is spread over lines has none that is an object of its own. */
function isLines(text: string): boolean {
  const lines = text.split('\n', LINES).filter(line => line.trim() !== '');
  const whole = lines.filter(line => isObject(line) && !holdsArray(line));
  // An item that the text ends in the middle of says nothing about it.
  const last = lines.at(-1) ?? '';
  const isCut = !text.endsWith('\n') && last.startsWith('{') && whole.at(-1) !== last;
  // One line with an array and another with its last item, before a cut, are no lines of items.
  const beginsArray = text.startsWith('[') || holdsArray(lines[0] ?? '');
  if (whole.length > 0) return whole.length * 2 >= lines.length - (isCut ? 1 : 0) + (beginsArray ? 1 : 0);
  // One line that is longer than what is seen of it, or broken.
  return lines.length === 1 && text.startsWith('{') && !holdsArray(text);
}

const holdsArray = (text: string): boolean => /"transcripts"\s*:\s*\[/.test(text);

function isObject(line: string): boolean {
  try {
    const value: unknown = JSON.parse(line);
    return typeof value === 'object' && value !== null && !Array.isArray(value);
  } catch {
    return false;
  }
}
