import type { ChildProcess } from 'node:child_process';
import { readdirSync, readlinkSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';

export interface Gauged {
  /** After a collection. */
  'heap MiB': number;
  'outside the heap MiB': number;
  sockets: number;
  'other handles': number;
  resources: number;
}

interface Program {
  process: ChildProcess;
  printed: () => string;
}

const MiB = 1024 ** 2;
const LINE = /^gauge (?<json>\{.*\})$/gm;

/** What a program that was started with `preload-gauge.ts` holds right now. */
export async function gaugeProgram(program: Program): Promise<Gauged> {
  const known = [...program.printed().matchAll(LINE)].length;
  program.process.kill('SIGUSR2');
  for (;;) {
    const told = [...program.printed().matchAll(LINE)].at(known)?.groups!['json'];
    if (told !== undefined) return { ...parse(told), ...countDescriptors(program.process.pid!) };
    if (program.process.exitCode !== null) throw new Error(`a program ended:\n${program.printed()}`);
    await delay(20);
  }
}

function parse(told: string): Pick<Gauged, 'heap MiB' | 'outside the heap MiB' | 'resources'> {
  const { heapUsed, external, resources } = JSON.parse(told) as Record<string, number>;
  return { 'heap MiB': heapUsed! / MiB, 'outside the heap MiB': external! / MiB, resources: resources! };
}

function countDescriptors(pid: number): Pick<Gauged, 'sockets' | 'other handles'> {
  const folder = `/proc/${pid}/fd`;
  const targets = readdirSync(folder).map(name => readTarget(`${folder}/${name}`));
  const sockets = targets.filter(target => target.startsWith('socket:')).length;
  return { sockets, 'other handles': targets.length - sockets };
}

function readTarget(link: string): string {
  try {
    return readlinkSync(link);
  } catch {
    // Closed between listing and reading.
    return '';
  }
}
