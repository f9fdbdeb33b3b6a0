import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { promisify } from 'node:util';

const pollMs = 50;
const slowPollMs = 500;

export interface MemoryWatch {
  stop(): void;
}

/**
 * Looks at a process from outside, because a heap limit does not count buffers, WebAssembly or native code.
 * On Linux from /proc, elsewhere from `ps`; where neither answers, only the heap limit holds.
 */
export function watchMemory(pid: number | undefined, maxBytes: number, onExceeded: () => void): MemoryWatch {
  let stopped = false;
  let timer: NodeJS.Timeout | undefined;
  const readResidentBytes = process.platform === 'linux' ? readFromProc : readFromPs;
  const look = async (): Promise<void> => {
    const residentBytes = pid === undefined ? undefined : await readResidentBytes(pid);
    if (stopped || residentBytes === undefined) return;
    if (residentBytes > maxBytes) onExceeded();
    else plan();
  };
  const plan = (): void => {
    timer = setTimeout(() => void look(), process.platform === 'linux' ? pollMs : slowPollMs);
    timer.unref();
  };
  plan();
  return {
    stop() {
      stopped = true;
      clearTimeout(timer);
    },
  };
}

async function readFromProc(pid: number): Promise<number | undefined> {
  try {
    const [, kibibytes] = /^VmRSS:\s+(\d+) kB/m.exec(await readFile(`/proc/${pid}/status`, 'utf8')) ?? [];
    return kibibytes === undefined ? undefined : Number(kibibytes) * 1024;
  } catch (error) {
    return ignoreGone(error);
  }
}

async function readFromPs(pid: number): Promise<number | undefined> {
  try {
    const { stdout } = await promisify(execFile)('ps', ['-o', 'rss=', '-p', String(pid)]);
    return Number(stdout.trim()) * 1024 || undefined;
  } catch (error) {
    return ignoreGone(error);
  }
}

/** The process may end, or the file be out of reach, between two looks. */
function ignoreGone(error: unknown): undefined {
  if (!(error instanceof Error)) throw error;
}
