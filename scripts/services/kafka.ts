import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { fetchWithDependencies } from './packages/maven.ts';
import {
  startInBackground,
  stopProcess,
  waitUntilReady,
  waitUntilSilent,
} from './processes/background-process.ts';
import { freePorts } from './processes/free-port.ts';
import { processService } from './processes/process-service.ts';
import type { RunningService } from './processes/process-service.ts';
import { runQuietly } from './run-quietly.ts';
import { stateFolder } from './service-folders.ts';

const version = '4.2.0';
const folder = join(stateFolder, 'kafka');

/** One Kafka node that is broker and controller (KRaft), from Maven Central. `down` forgets what it kept. */
export const kafka = processService('kafka', {
  async start() {
    const libraries = await fetchLibraries();
    const [broker, controller] = (await freePorts(2)) as [number, number];
    const settings = writeSettings(broker, controller);
    await format(libraries, settings);
    return await startAt(broker, settings);
  },
  async revive({ url }) {
    const broker = Number(url.split(':')[1]);
    await waitUntilSilent(() => accepts(broker));
    return await startAt(broker, join(folder, 'server.properties'));
  },
  async stop({ processes }) {
    for (const each of processes) await stopProcess(each);
    rmSync(folder, { recursive: true, force: true });
  },
  isHealthy: ({ url }) => accepts(Number(url.split(':')[1])),
});

const fetchLibraries = () =>
  fetchWithDependencies(`kafka-${version}`, [
    `org.apache.kafka:kafka_2.13:${version}`,
    'org.apache.logging.log4j:log4j-slf4j-impl:2.25.3',
  ]);

async function startAt(broker: number, settings: string): Promise<RunningService> {
  const server = startInBackground({
    command: 'java',
    args: [
      '-Xmx512m',
      '-Xms128m',
      ...loggingTo(),
      '-cp',
      `${await fetchLibraries()}/*`,
      'kafka.Kafka',
      settings,
    ],
    logFile: join(folder, 'kafka.log'),
  });
  await waitUntilReady(server, () => accepts(broker));
  return { url: `127.0.0.1:${broker}`, processes: [server] };
}

function writeSettings(broker: number, controller: number): string {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  const file = join(folder, 'server.properties');
  writeFileSync(file, settingsOf(broker, controller));
  writeFileSync(join(folder, 'log4j2.properties'), logging);
  return file;
}

const settingsOf = (broker: number, controller: number) => `process.roles=broker,controller
node.id=1
listeners=PLAINTEXT://127.0.0.1:${broker},CONTROLLER://127.0.0.1:${controller}
advertised.listeners=PLAINTEXT://127.0.0.1:${broker}
controller.listener.names=CONTROLLER
controller.quorum.bootstrap.servers=127.0.0.1:${controller}
log.dirs=${join(folder, 'data')}
num.partitions=1
auto.create.topics.enable=false
offsets.topic.num.partitions=4
offsets.topic.replication.factor=1
transaction.state.log.num.partitions=4
transaction.state.log.replication.factor=1
transaction.state.log.min.isr=1
group.initial.rebalance.delay.ms=0
`;

const logging = `appender.console.type=Console
appender.console.name=console
appender.console.layout.type=PatternLayout
appender.console.layout.pattern=%d{HH:mm:ss} %p %c{1}: %m%n
rootLogger.level=warn
rootLogger.appenderRef.console.ref=console
`;

const loggingTo = () => [`-Dlog4j2.configurationFile=${join(folder, 'log4j2.properties')}`];

async function format(libraries: string, settings: string): Promise<void> {
  const tool = ['-Xmx128m', ...loggingTo(), '-cp', `${libraries}/*`, 'kafka.tools.StorageTool'];
  const id = await runQuietly('java', [...tool, 'random-uuid']);
  if (id.exitCode === 127) throw new Error('Java 17 is needed: apt-get install openjdk-17-jre-headless');
  const cluster = id.output.split('\n').at(-1)!;
  const made = await runQuietly('java', [...tool, 'format', '--standalone', '-t', cluster, '-c', settings]);
  if (made.exitCode !== 0) throw new Error(`Kafka's folder cannot be made: ${made.output}`);
}

/** Whether somebody listens; a broker opens its port when it is ready to answer. */
function accepts(port: number): Promise<boolean> {
  return new Promise(resolve => {
    const socket = connect(port, '127.0.0.1');
    const end = (open: boolean) => {
      socket.destroy();
      resolve(open);
    };
    socket.on('connect', () => end(true)).on('error', () => end(false));
  });
}
