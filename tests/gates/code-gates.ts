import type { Gate } from './gate.ts';

const pause = 'const pause = async (): Promise<number> => 1;\n';

/** Errors, time, configuration and size. */
export const codeGates: Gate[] = [
  {
    name: 'a floating promise',
    tool: 'lint',
    planted: { 'src/kernel/floats.ts': `${pause}export function go(): void {\n  pause();\n}\n` },
    caughtBy: ['src/kernel/floats.ts', 'no-floating-promises'],
    sound: {
      'src/kernel/waits.ts': `${pause}export async function go(): Promise<void> {\n  await pause();\n}\n`,
    },
  },
  {
    name: 'a `using` that ends before the promise it returns',
    tool: 'lint',
    planted: { 'src/kernel/ends-early.ts': disposing('return pause();') },
    caughtBy: ['src/kernel/ends-early.ts', 'return-await'],
    sound: { 'src/kernel/ends-in-time.ts': disposing('return await pause();') },
  },
  swallowing('a catch that swallows an abort', 'swallows', '} catch {\n    return 0;\n  }'),
  swallowing('a catch that names the error and drops it', 'drops', '} catch (error) {\n    return 0;\n  }'),
  {
    name: 'a promise.catch() that swallows an abort',
    tool: 'lint',
    planted: {
      'src/kernel/swallows-promise.ts': `${pause}export const go = () => pause().catch(() => 0);\n`,
    },
    caughtBy: ['src/kernel/swallows-promise.ts', 'no-swallowed-abort'],
    sound: {
      'src/kernel/returns-reason.ts': `${pause}export const go = () => pause().catch(reason => ({ reason }));\n`,
    },
  },
  {
    name: 'reading the time outside the clock',
    tool: 'lint',
    planted: {
      'src/kernel/reads-time.ts':
        'export const startedAt = new Date();\nexport const startedMs = Date.now();\n',
    },
    caughtBy: ['src/kernel/reads-time.ts:2', 'one-clock'],
    sound: {
      'src/kernel/clock.ts':
        'export const now = (): Date => new Date();\nexport const at = (ms: number): Date => new Date(ms);\n',
    },
  },
  {
    name: 'reading process.env outside the configuration',
    tool: 'lint',
    planted: { 'src/kernel/reads-environment.ts': `export const port = process.env['PORT'];\n` },
    caughtBy: ['src/kernel/reads-environment.ts', 'one-environment'],
    sound: { 'src/kernel/config/env.ts': 'export const readEnvironment = () => process.env;\n' },
  },
  {
    name: 'a file of more than 300 lines',
    tool: 'lint',
    planted: { 'src/kernel/long-file.ts': numbered(301, index => `export const line${index} = ${index};`) },
    caughtBy: ['src/kernel/long-file.ts', 'max-lines'],
    sound: { 'src/kernel/full-file.ts': numbered(300, index => `export const line${index} = ${index};`) },
  },
  {
    name: 'a function of more than 50 lines',
    tool: 'lint',
    planted: { 'src/kernel/long-function.ts': functionOf(51) },
    caughtBy: ['src/kernel/long-function.ts', 'max-lines-per-function'],
    sound: { 'src/kernel/full-function.ts': functionOf(50) },
  },
];

function swallowing(name: string, file: string, handler: string): Gate {
  return {
    name,
    tool: 'lint',
    planted: { [`src/kernel/${file}.ts`]: tryPausing(handler) },
    caughtBy: [`src/kernel/${file}.ts`, 'no-swallowed-abort'],
    sound: {
      [`src/kernel/not-${file}.ts`]: tryPausing(
        '} catch (error) {\n    if (error instanceof RangeError) return 0;\n    throw error;\n  }',
      ),
    },
  };
}

function tryPausing(handler: string): string {
  return `${pause}export async function go(): Promise<number> {\n  try {\n    return await pause();\n  ${handler}\n}\n`;
}

/** Counts like the rule does: the line that opens the function and the one that closes it included. */
function functionOf(lines: number): string {
  return `export function count(): number {\n  let sum = 0;\n${numbered(lines - 4, index => `  sum += ${index};`)}  return sum;\n}\n`;
}

function numbered(lines: number, line: (index: number) => string): string {
  return Array.from({ length: lines }, (_, index) => `${line(index)}\n`).join('');
}

function disposing(end: string): string {
  return `${pause}export async function go(held: Disposable): Promise<number> {
  using _held = held;
  ${end}
}
`;
}
