import { existsSync, mkdirSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { runQuietly } from '../run-quietly.ts';
import { downloadsFolder } from './downloads-folder.ts';

const timeoutMs = 600_000;

/** One file from Maven Central, as `group:name:version[:type[:classifier]]`; its path. */
export async function fetchArtifact(coordinates: string): Promise<string> {
  const folder = join(downloadsFolder(), coordinates.replaceAll(/[^\w.-]+/g, '_'));
  await fillOnce(folder, into =>
    runMaven(['dependency:copy', `-Dartifact=${coordinates}`, `-DoutputDirectory=${into}`]),
  );
  return join(folder, readdirSync(folder)[0]!);
}

/** A library with everything it needs to run, in one folder. */
export async function fetchWithDependencies(name: string, coordinates: string[]): Promise<string> {
  const folder = join(downloadsFolder(), name);
  await fillOnce(folder, async into => {
    const project = `${into}.xml`;
    writeFileSync(project, projectOf(coordinates));
    try {
      await runMaven(
        ['-f', project, 'dependency:copy-dependencies', `-DoutputDirectory=${into}`].concat(scope),
      );
    } finally {
      rmSync(project, { force: true });
    }
  });
  return folder;
}

const scope = ['-DincludeScope=runtime'];

/** A folder is there whole or not at all: a download that broke off is begun anew. */
export async function fillOnce(folder: string, fill: (into: string) => Promise<void>): Promise<void> {
  if (existsSync(folder)) return;
  const into = `${folder}.part`;
  rmSync(into, { recursive: true, force: true });
  mkdirSync(into, { recursive: true });
  await fill(into);
  renameSync(into, folder);
}

async function runMaven(args: string[]): Promise<void> {
  const { exitCode, output } = await runQuietly('mvn', ['-B', '-q', ...args], { timeoutMs });
  if (exitCode === 127) throw new Error('Maven is needed to fetch this: apt-get install maven');
  if (exitCode !== 0) throw new Error(`Maven could not fetch it:\n${firstErrors(output)}`);
}

const firstErrors = (output: string) =>
  output
    .split('\n')
    .filter(line => line.includes('ERROR') && line.length > 12)
    .slice(0, 3)
    .join('\n');

function projectOf(coordinates: string[]): string {
  const dependencies = coordinates.map(each => {
    const [groupId, artifactId, version] = each.split(':');
    return `<dependency><groupId>${groupId}</groupId><artifactId>${artifactId}</artifactId><version>${version}</version></dependency>`;
  });
  return `<project xmlns="http://maven.apache.org/POM/4.0.0"><modelVersion>4.0.0</modelVersion>
<groupId>quarry</groupId><artifactId>services</artifactId><version>1</version>
<dependencies>${dependencies.join('\n')}</dependencies></project>`;
}
