import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Tool } from '../../tests/gates/gate.ts';
import { runQuietly } from '../services/run-quietly.ts';

const repository = fileURLToPath(new URL('../..', import.meta.url));

/** Exactly the settings that guard the real project go into the copy. */
const settings = [
  'package.json',
  'tsconfig.json',
  'oxlint.config.ts',
  'lint',
  'knip.json',
  '.oxfmtrc.json',
  'vitest.config.ts',
];

interface ToolRun {
  command: string[];
  /** Parts of the real project that the tool needs beside the planted files. */
  needs?: string[];
}

const runs: Record<Tool, ToolRun> = {
  lint: { command: ['oxlint', '--format', 'unix'] },
  types: { command: ['tsc', '-p', '.', '--pretty', 'false'] },
  format: { command: ['oxfmt', '--list-different', 'src'] },
  'unused code': {
    command: ['knip', '--include', 'files,exports,unlisted', '--no-progress', '--no-config-hints'],
  },
  tables: {
    command: [process.execPath, 'scripts/generate-tables.ts', '--check'],
    needs: ['migrations', 'src/kernel', 'scripts/generate-tables.ts'],
  },
  tests: { command: ['vitest', 'run', '--project', 'unit', '--no-color'], needs: ['web/package.json'] },
};

// Knip would otherwise leave a compiled copy of each throw-away configuration in the real node_modules.
const environment = { ...process.env, JITI_FS_CACHE: 'false' };

/** Runs one tool over a small copy of the project that holds `files`, and hands back what it said. */
export async function runTool(
  tool: Tool,
  files: Record<string, string>,
): Promise<{ exitCode: number; output: string }> {
  const { command, needs = [] } = runs[tool];
  const copy = mkdtempSync(join(tmpdir(), 'quarry-gate-'));
  try {
    for (const part of [...settings, ...needs])
      cpSync(join(repository, part), join(copy, part), { recursive: true });
    symlinkSync(join(repository, 'node_modules'), join(copy, 'node_modules'));
    for (const [path, text] of Object.entries(files)) plant(join(copy, path), text);
    return await runQuietly(command[0]!, command.slice(1), {
      cwd: copy,
      env: environment,
      timeoutMs: 120_000,
    });
  } finally {
    rmSync(copy, { recursive: true, force: true });
  }
}

function plant(path: string, text: string): void {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
}
