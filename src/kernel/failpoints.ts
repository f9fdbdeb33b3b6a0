import { readFileSync, writeSync } from 'node:fs';

/** The places where a proof can make a process die, freeze or hang; each is passed once for each thing done there. */
export const failpointNames = [
  'upload-received',
  'blob-stored',
  'after-enqueue',
  'after-claim',
  'mid-extract',
  'permit-held',
  'embed-before',
  'embed-during',
  'embed-after',
  'index-write',
  'window-written',
  'graph-filled',
  'vectors-switched',
  'window-committed',
  'before-publish',
  'after-publish',
  'in-reaper',
  'in-migration',
  'import-stored',
  'import-batch-written',
  'import-batch-committed',
  'scores-written',
  'scores-committed',
  'tiles-written',
  'tiles-committed',
  'insight-planned',
  'insight-section-written',
  'insight-section-committed',
] as const;

export type FailpointName = (typeof failpointNames)[number];

/** kill: SIGKILL to itself. stop: SIGSTOP, until somebody sends SIGCONT. hang: whoever came by waits for ever. */
type Action = 'kill' | 'stop' | 'hang';

export interface Fault {
  name: FailpointName;
  action: Action;
  /** Happens when the place is passed for this time, counted from 1. */
  pass: number;
}

/** A fixed list, or the path of a file that is read again at each pass: so a proof can arm a running process. */
export type FaultPlan = Fault[] | string;

const SYNTAX = /^(?<name>[a-z-]+)=(?<action>kill|stop|hang)(@(?<pass>[1-9]\d*))?$/;
const STDERR = 2;

let plan: FaultPlan | undefined;
let lastText: string | undefined;
const passes = new Map<FailpointName, number>();

/** Does nothing, at the price of one comparison, unless this process was started to be broken. */
export function failpoint(name: FailpointName): Promise<void> | undefined {
  return plan === undefined ? undefined : pass(name, faultsOf(plan));
}

/** From now on the faults of `armed` happen here. Says so on stderr, whatever the log level. */
export function armFailpoints(armed: FaultPlan | undefined): void {
  plan = armed;
  passes.clear();
  if (armed === undefined) return;
  say('QUARRY_FAILPOINTS is set: this process will kill, freeze or hang itself. Only proofs may do that.');
}

/** `after-claim=kill@3,embed-before=stop`, or `@/path/of/a/file` with such a line. Undefined: it is neither. */
export function parseFaultPlan(text: string): FaultPlan | undefined {
  return text.startsWith('@') ? text.slice(1) : parseFaults(text);
}

function parseFaults(text: string): Fault[] | undefined {
  const faults = text.split(',').map(parseFault);
  return faults.every(fault => fault !== undefined) ? faults : undefined;
}

function parseFault(text: string): Fault | undefined {
  const { name: given, action, pass = '1' } = SYNTAX.exec(text.trim())?.groups ?? {};
  const name = failpointNames.find(each => each === given);
  return name && { name, action: action as Action, pass: Number(pass) };
}

function faultsOf(armed: FaultPlan): Fault[] {
  if (typeof armed !== 'string') return armed;
  const text = readFileSync(armed, 'utf8').trim();
  // A new line in the file is a new trial.
  if (text !== lastText) passes.clear();
  lastText = text;
  return text === '' ? [] : (parseFaults(text) ?? refuse(text));
}

function pass(name: FailpointName, faults: Fault[]): Promise<void> | undefined {
  const count = (passes.get(name) ?? 0) + 1;
  passes.set(name, count);
  const fault = faults.find(each => each.name === name && each.pass === count);
  if (fault === undefined) return undefined;
  say(`failpoint ${name}=${fault.action}@${count}`);
  if (fault.action === 'hang') return new Promise(() => {});
  process.kill(process.pid, fault.action === 'kill' ? 'SIGKILL' : 'SIGSTOP');
  return undefined;
}

/** Written at once: a process that dies in the next moment has no time for a stream. */
function say(line: string): void {
  writeSync(STDERR, `${line}\n`);
}

function refuse(text: string): never {
  throw new TypeError(`no list of faults: ${text}`);
}
