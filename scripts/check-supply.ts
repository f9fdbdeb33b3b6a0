import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { judgePackages } from './supply/judge-packages.ts';
import type { LockedPackage } from './supply/judge-packages.ts';
import { runQuietly } from './services/run-quietly.ts';

// Judges what is installed with the program, and writes its bill of materials to .services/sbom.cdx.json (CycloneDX).

const FOLDER = '.services';
const BILL = `${FOLDER}/sbom.cdx.json`;

const { packages } = read<{ packages: Record<string, LockedPackage> }>('package-lock.json');
const { allowScripts } = read<{ allowScripts: Record<string, boolean> }>('package.json');
const breaches = [
  ...judgePackages(packages, allowScripts),
  ...(await writeBill()),
  ...(await askForAdvisories()),
];
for (const breach of breaches) console.error(breach);
process.exitCode = breaches.length === 0 ? 0 : 1;

async function writeBill(): Promise<string[]> {
  const made = await runQuietly('npm', ['sbom', '--sbom-format', 'cyclonedx', '--package-lock-only']);
  if (made.exitCode !== 0) return [`npm made no bill of materials: ${made.output.slice(-500)}`];
  mkdirSync(FOLDER, { recursive: true });
  writeFileSync(BILL, made.output);
  const { components } = JSON.parse(made.output) as { components: unknown[] };
  console.log(`${BILL} names ${components.length} packages`);
  return [];
}

/** Where the registry answers such questions; elsewhere it is said that nobody was asked. */
async function askForAdvisories(): Promise<string[]> {
  const { exitCode, output } = await runQuietly('npm', [
    'audit',
    '--omit=dev',
    '--audit-level=high',
    '--json',
  ]);
  const isAnswered = output.includes('"vulnerabilities"');
  if (!isAnswered) console.log('No advisories were looked up: the registry does not answer that here.');
  return isAnswered && exitCode !== 0 ? [`npm audit found packages with severe advisories:\n${output}`] : [];
}

function read<T>(file: string): T {
  return JSON.parse(readFileSync(file, 'utf8')) as T;
}
