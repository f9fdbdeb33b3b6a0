import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { variables } from '#kernel/config/variables.ts';
import type { Variable } from '#kernel/config/variable-kinds.ts';

// Writes .env.example from the variables that the program reads; with --check it only compares.

const FILE = fileURLToPath(new URL('../.env.example', import.meta.url));

const HEAD = `# Every variable Quarry reads, with its default. Copy this file to .env and take the # away from what you set.
# Made by \`npm run generate:env\`.
`;

function describe([name, variable]: [
  string,
  Variable<string | number | readonly string[] | undefined>,
]): string {
  const { meaning, allowed, fallback, secret } = variable;
  const lines = [`# ${meaning}`];
  if (allowed !== 'any text') lines.push(`# It must be ${allowed}.`);
  if (secret) lines.push(`# A secret: ${name}_FILE may name a file that holds it instead.`);
  return [...lines, `# ${name}=${[fallback].flat().join(',')}`].join('\n');
}

// What breaks a process on purpose is not offered.
const { QUARRY_FAILPOINTS: _, ...shown } = variables;
const wanted = `${HEAD}\n${Object.entries(shown).map(describe).join('\n\n')}\n`;

if (!process.argv.includes('--check')) writeFileSync(FILE, wanted);
else if (readFileSync(FILE, 'utf8') !== wanted) {
  console.error('.env.example is not what the variables say: run `npm run generate:env`.');
  process.exitCode = 1;
}
