import { mkdirSync, readdirSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { downloadsFolder } from './packages/downloads-folder.ts';
import { fetchArtifact, fillOnce } from './packages/maven.ts';
import { answersHttp } from './processes/answers-http.ts';
import { startInBackground, stopProcess, waitUntilReady } from './processes/background-process.ts';
import { freePorts } from './processes/free-port.ts';
import { processService } from './processes/process-service.ts';
import { runQuietly } from './run-quietly.ts';
import { stateFolder } from './service-folders.ts';

// The last that runs on Java 17.
const version = '3.0.9';
const folder = join(stateFolder, 'registry');

/** Apicurio, a schema registry that is not ours, by the interface of Confluent's. Keeps its schemas in memory. */
export const registry = processService('registry', {
  async start() {
    const program = await unpackRegistry();
    const [port, management] = (await freePorts(2)) as [number, number];
    rmSync(folder, { recursive: true, force: true });
    mkdirSync(folder, { recursive: true });
    const server = startInBackground({
      command: 'java',
      args: ['-Xmx320m', ...settingsOf(port, management), '-jar', program],
      cwd: dirname(program),
      logFile: join(folder, 'registry.log'),
    });
    const url = `http://127.0.0.1:${port}/apis/ccompat/v7`;
    await waitUntilReady(server, () => answersHttp(`${url}/subjects`));
    return { url, processes: [server] };
  },
  async stop({ processes }) {
    for (const each of processes) await stopProcess(each);
    rmSync(folder, { recursive: true, force: true });
  },
  isHealthy: ({ url }) => answersHttp(`${url}/subjects`),
});

const settingsOf = (port: number, management: number) =>
  Object.entries({
    'quarkus.http.host': '127.0.0.1',
    'quarkus.http.port': port,
    'quarkus.management.host': '127.0.0.1',
    'quarkus.management.port': management,
    'quarkus.log.level': 'WARN',
  }).map(([name, value]) => `-D${name}=${value}`);

async function unpackRegistry(): Promise<string> {
  const archive = await fetchArtifact(`io.apicurio:apicurio-registry-app:${version}:tar.gz:all`);
  const unpacked = join(downloadsFolder(), `apicurio-${version}`);
  await fillOnce(unpacked, async into => {
    const { exitCode, output } = await runQuietly('tar', ['-xzf', archive, '-C', into]);
    if (exitCode !== 0) throw new Error(`The registry cannot be unpacked: ${output}`);
  });
  const program = readdirSync(unpacked).find(
    name => name.endsWith('runner.jar') || name === 'quarkus-run.jar',
  );
  if (!program) throw new Error(`There is no program in ${unpacked}.`);
  return join(unpacked, program);
}
