import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

const timeoutMs = 10_000;

export interface NativeTesseract {
  /** Absolute path. */
  command: string;
  languages: string[];
}

/** Looks for an installed Tesseract and asks what it can read; undefined where there is none that answers. */
export async function findNativeTesseract(): Promise<NativeTesseract | undefined> {
  // Its limits are set by a POSIX shell.
  if (process.platform === 'win32') return undefined;
  const script = 'command -v tesseract && tesseract --list-langs';
  const [asked] = await Promise.allSettled([
    promisify(execFile)('/bin/sh', ['-c', script], { timeout: timeoutMs }),
  ]);
  if (asked.status === 'rejected') return undefined;
  const [command = '', , ...languages] = asked.value.stdout.trim().split('\n');
  return command.startsWith('/') ? { command, languages } : undefined;
}
