import { readdirSync, readFileSync } from 'node:fs';

const PAGE_BYTES = 4096;
const SAMPLE_MS = 50;

/** Peak resident memory of a process and all its descendants together; Linux only. */
export function watchMemory(pid: number): Disposable & { peakBytes(): number } {
  let peak = treeBytes(pid);
  const timer = setInterval(() => (peak = Math.max(peak, treeBytes(pid))), SAMPLE_MS);
  return { peakBytes: () => peak, [Symbol.dispose]: () => clearInterval(timer) };
}

/** Resident bytes of the process and its descendants now. */
export function treeBytes(pid: number): number {
  const parents = new Map(listProcesses().map(each => [each, parentOf(each)]));
  const isOurs = (each: number): boolean => each === pid || (parents.has(each) && isOurs(parents.get(each)!));
  return [...parents.keys()].filter(isOurs).reduce((sum, each) => sum + residentBytes(each), 0);
}

const listProcesses = (): number[] =>
  readdirSync('/proc')
    .filter(name => /^\d+$/.test(name))
    .map(Number);

function parentOf(pid: number): number {
  const stat = readProc(pid, 'stat');
  return Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1] ?? 0);
}

/** Of the process alone; 0 when it has ended. */
export const residentBytes = (pid: number): number =>
  Number(readProc(pid, 'statm').split(' ')[1] ?? 0) * PAGE_BYTES;

function readProc(pid: number, file: string): string {
  try {
    return readFileSync(`/proc/${pid}/${file}`, 'utf8');
  } catch {
    // It ended between listing and reading.
    return '';
  }
}
