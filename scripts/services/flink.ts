import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fetchArtifact } from './packages/maven.ts';
import { fetchWheel } from './packages/pypi.ts';
import { answersHttp } from './processes/answers-http.ts';
import {
  isAlive,
  startInBackground,
  stopProcess,
  waitUntilReady,
  waitUntilSilent,
} from './processes/background-process.ts';
import type { BackgroundProcess } from './processes/background-process.ts';
import { freePorts } from './processes/free-port.ts';
import { processService } from './processes/process-service.ts';
import type { RunningService } from './processes/process-service.ts';
import { flinkSettings } from './flink/flink-settings.ts';
import type { FlinkPorts } from './flink/flink-settings.ts';
import { javaOpens } from './flink/java-opens.ts';
import { stateFolder } from './service-folders.ts';

const version = '2.2.1';
const folder = join(stateFolder, 'flink');
const jars = [
  `org.apache.flink:flink-sql-gateway:${version}`,
  'org.apache.flink:flink-sql-connector-kafka:5.0.0-2.2',
  // The same as 2.2.1's, which not every mirror has.
  'org.apache.flink:flink-sql-avro-confluent-registry:2.2.0',
];

/** A Flink cluster of one JobManager, one TaskManager and the SQL gateway; its URL is the gateway's. */
export const flink = processService('flink', {
  async start() {
    const libraries = await collectLibraries();
    const [rest, rpc, gateway, data, taskRpc] = (await freePorts(5)) as [
      number,
      number,
      number,
      number,
      number,
    ];
    const ports = { rest, rpc, gateway, data, taskRpc };
    writeConfiguration(ports);
    const jobManager = startJobManager(libraries);
    const jobManagerUrl = `http://127.0.0.1:${rest}`;
    await waitUntilReady(jobManager, () => answersHttp(`${jobManagerUrl}/overview`));
    const taskManager = startTaskManager(libraries);
    await waitUntilReady(taskManager, () => hasTaskManager(jobManagerUrl));
    const sqlGateway = startPart('gateway', gatewayClass, libraries, ['-Xmx384m']);
    const url = `http://127.0.0.1:${gateway}`;
    await waitUntilReady(sqlGateway, () => answersHttp(`${url}/v3/info`));
    return { url, jobManagerUrl, processes: [jobManager, taskManager, sqlGateway] };
  },
  revive,
  async stop({ processes }) {
    for (const each of processes.toReversed()) await stopProcess(each);
    rmSync(folder, { recursive: true, force: true });
  },
  isHealthy: ({ url }) => answersHttp(`${url}/v3/info`),
});

/** The JobManager and the TaskManager, whichever of them died; checkpoints are where they were. */
async function revive(running: RunningService): Promise<RunningService> {
  const libraries = await collectLibraries();
  let [jobManager, taskManager, ...others] = running.processes as [BackgroundProcess, BackgroundProcess];
  const answers = () => answersHttp(`${running.jobManagerUrl}/overview`);
  if (!isAlive(jobManager)) {
    await waitUntilSilent(answers);
    jobManager = startJobManager(libraries);
  }
  await waitUntilReady(jobManager, answers);
  if (!isAlive(taskManager)) taskManager = startTaskManager(libraries);
  await waitUntilReady(taskManager, () => hasTaskManager(running.jobManagerUrl!));
  return { ...running, processes: [jobManager, taskManager, ...others] };
}

const startJobManager = (libraries: string) =>
  startPart('jobmanager', jobManagerClass, libraries, ['-Xmx448m']);

const startTaskManager = (libraries: string) =>
  startPart('taskmanager', taskManagerClass, libraries, ['-Xmx640m', '-XX:MaxDirectMemorySize=256m']);

const jobManagerClass = 'org.apache.flink.runtime.entrypoint.StandaloneSessionClusterEntrypoint';
const taskManagerClass = 'org.apache.flink.runtime.taskexecutor.TaskManagerRunner';
const gatewayClass = 'org.apache.flink.table.gateway.SqlGateway';

async function collectLibraries(): Promise<string> {
  const flinkItself = await fetchWheel(`apache-flink-libraries==${version}`, 'pyflink/lib/');
  const more = await Promise.all(jars.map(fetchArtifact));
  return [join(flinkItself, 'pyflink/lib/*'), ...more].join(':');
}

function writeConfiguration(ports: FlinkPorts): void {
  rmSync(folder, { recursive: true, force: true });
  for (const each of ['conf', 'checkpoints', 'temporary']) mkdirSync(join(folder, each), { recursive: true });
  writeFileSync(join(folder, 'conf/config.yaml'), flinkSettings(ports, folder));
  writeFileSync(join(folder, 'conf/log4j.properties'), logging);
}

function startPart(name: string, mainClass: string, libraries: string, heap: string[]) {
  const configuration = join(folder, 'conf');
  return startInBackground({
    command: 'java',
    args: [
      ...heap,
      '-XX:MaxMetaspaceSize=256m',
      `-Dlog4j.configurationFile=${join(configuration, 'log4j.properties')}`,
      ...javaOpens,
      '-cp',
      libraries,
      mainClass,
      ...(name === 'gateway' ? [] : ['--configDir', configuration]),
    ],
    env: { FLINK_CONF_DIR: configuration, FLINK_LIB_DIR: '' },
    logFile: join(folder, `${name}.log`),
  });
}

async function hasTaskManager(jobManagerUrl: string): Promise<boolean> {
  const response = await fetch(`${jobManagerUrl}/overview`).catch(() => undefined);
  const overview = (await response?.json()) as { taskmanagers?: number } | undefined;
  return (overview?.taskmanagers ?? 0) > 0;
}

const logging = `appender.console.type=Console
appender.console.name=console
appender.console.layout.type=PatternLayout
appender.console.layout.pattern=%d{HH:mm:ss} %p %c{1}: %m%n
rootLogger.level=warn
rootLogger.appenderRef.console.ref=console
`;
