import { note, ok } from './check.ts';
import type { Check } from './check.ts';

const WANTED = 24;

export async function checkNode(): Promise<Check> {
  const major = Number(process.versions.node.split('.')[0]);
  return major >= WANTED
    ? ok('Node', process.version)
    : note(
        'Node',
        `${process.version} runs this command`,
        'Use `npx quarry` or npm scripts: they bring Node 24.',
      );
}
