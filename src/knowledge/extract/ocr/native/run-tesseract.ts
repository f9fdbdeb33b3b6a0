import { spawn } from 'node:child_process';
import { once } from 'node:events';
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

// The shell sets the limits and becomes Tesseract: seconds of processor time, kibibytes of address space.
const withLimits = 'ulimit -t 120; ulimit -v 2097152; exec "$0" "$@"';

/** Gives the image on standard input and takes the table of words from standard output: no file is written. */
export async function runTesseract({ command, image, languages, signal }: TesseractRun): Promise<string> {
  signal.throwIfAborted();
  const args = ['stdin', 'stdout', '-l', languages.join('+'), '--psm', '3', 'tsv'];
  const child = spawn('/bin/sh', ['-c', withLimits, command, ...args], {
    // Pages are read side by side already; more threads for one page only get in each other's way.
    env: { OMP_THREAD_LIMIT: '1' },
    stdio: ['pipe', 'pipe', 'ignore'],
  });
  const kill = (): boolean => child.kill('SIGKILL');
  signal.addEventListener('abort', kill, { once: true });
  try {
    const closed = once(child, 'close') as Promise<[number | null, string | null]>;
    // It may end before it has read everything; its exit tells the story.
    child.stdin.on('error', () => undefined);
    child.stdin.end(toPgm(image));
    const [table, [code]] = await Promise.all([text(child.stdout), closed]);
    if (signal.aborted) throw new RecognitionTimedOut();
    if (code !== 0) throw new Error(`Tesseract ended with ${code}.`);
    return table;
  } finally {
    signal.removeEventListener('abort', kill);
  }
}
