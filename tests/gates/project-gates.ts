import type { Gate } from './gate.ts';

/** What the type checker, the formatter, knip and the table generator refuse. */
export const projectGates: Gate[] = [
  {
    name: 'a type error',
    tool: 'types',
    planted: { 'src/kernel/wrong-type.ts': `export const count: number = 'one';\n` },
    caughtBy: ['src/kernel/wrong-type.ts', 'TS2322'],
    sound: { 'src/kernel/right-type.ts': 'export const count: number = 1;\n' },
  },
  {
    name: 'syntax that Node cannot strip',
    tool: 'types',
    planted: { 'src/kernel/an-enum.ts': 'export enum Colour {\n  Red,\n}\n' },
    caughtBy: ['src/kernel/an-enum.ts', 'TS1294'],
  },
  {
    name: 'an array item used as if it were surely there',
    tool: 'types',
    planted: {
      'src/kernel/unchecked.ts': 'export const first = (all: string[]): number => all[0].length;\n',
    },
    caughtBy: ['src/kernel/unchecked.ts', 'TS2532'],
  },
  {
    name: 'a file that is not formatted',
    tool: 'format',
    planted: { 'src/kernel/crooked.ts': 'export   const a = "1"\n' },
    caughtBy: ['src/kernel/crooked.ts'],
    sound: { 'src/kernel/straight.ts': `export const a = '1';\n` },
  },
  {
    name: 'a file that nobody uses',
    tool: 'unused code',
    planted: { 'src/kernel/unused-file.ts': 'export const a = 1;\n' },
    caughtBy: ['src/kernel/unused-file.ts'],
    sound: {
      'src/cli/main.ts': `import { used } from '#kernel/used.ts';\nconsole.log(used);\n`,
      'src/kernel/used.ts': 'export const used = 1;\n',
    },
  },
  {
    name: 'an export that nobody uses',
    tool: 'unused code',
    planted: {
      'bench/planted.ts': `import { wanted } from '#kernel/half-used.ts';\nconsole.log(wanted);\n`,
      'src/kernel/half-used.ts': 'export const wanted = 1;\nexport const unwanted = 2;\n',
    },
    caughtBy: ['unwanted', 'src/kernel/half-used.ts'],
  },
  {
    name: 'a package that is imported but not listed',
    tool: 'unused code',
    planted: { 'bench/unlisted.ts': `import leftPad from 'left-pad';\nconsole.log(leftPad);\n` },
    caughtBy: ['left-pad', 'bench/unlisted.ts'],
  },
  {
    name: 'table types that differ from the migrations',
    tool: 'tables',
    planted: { 'migrations/9999-planted.sql': 'create table planted (id uuid primary key);\n' },
    caughtBy: ['tables.gen.ts', 'generate:tables'],
  },
];
