import { spawn } from 'node:child_process';
import { once } from 'node:events';
import type { Writable } from 'node:stream';
import { text } from 'node:stream/consumers';
import type { GrayImage } from '../gray-image.ts';
import { toPgm } from '../gray-image.ts';
import { RecognitionTimedOut } from '../recogniser.ts';

interface TesseractRun {
  command: string;
  image: GrayImage;
  languages: string[];
  signal: AbortSignal;
}

/**
 * The shell sets the limits, seconds of processor time and kibibytes of address space, and lets Tesseract live no
 * longer than the reader that asked: the end of descriptor 3, which nobody writes to, is the end of both.
 */
const withLimits = [
  'ulimit -t 120; ulimit -v 2097152; exec 4<&0',
  '"$0" "$@" <&4 3<&- 4<&- & worker=$!',
  'exec 4<&- <&-',
  '{ read -r _ <&3; kill -9 $worker $$; } >/dev/null 2>&1 & watch=$!',
  'wait $worker; code=$?; kill -9 $watch; exit $code',
].join('\n');

/** Gives the image on standard input and takes the table of words from standard output: no file is written. */
export async function runTesseract({ command, image, languages, signal }: TesseractRun): Promise<string> {
  signal.throwIfAborted();
  const args = ['stdin', 'stdout', '-l', languages.join('+'), '--psm', '3', 'tsv'];
  const child = spawn('/bin/sh', ['-c', withLimits, command, ...args], {
    // Pages are read side by side already; more threads for one page only get in each other's way.
    env: { OMP_THREAD_LIMIT: '1' },
    stdio: ['pipe', 'pipe', 'ignore', 'pipe'],
  });
  const lifeline = child.stdio[3] as Writable;
  lifeline.on('error', () => undefined);
  const kill = (): unknown => lifeline.destroy();
  signal.addEventListener('abort', kill, { once: true });
  try {
    const closed = once(child, 'close') as Promise<[number | null, string | null]>;
    // It may end before it has read everything; its exit tells the story.
    child.stdin!.on('error', () => undefined);
    child.stdin!.end(toPgm(image));
    const [table, [code]] = await Promise.all([text(child.stdout!), closed]);
    if (signal.aborted) throw new RecognitionTimedOut();
    if (code !== 0) throw new Error(`Tesseract ended with ${code}.`);
    return table;
  } finally {
    signal.removeEventListener('abort', kill);
    lifeline.destroy();
  }
}
