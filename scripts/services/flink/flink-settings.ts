export interface FlinkPorts {
  rest: number;
  rpc: number;
  gateway: number;
  data: number;
  taskRpc: number;
}

/** One small TaskManager, exactly-once checkpoints in files, everything on this machine alone. */
export function flinkSettings(ports: FlinkPorts, folder: string): string {
  const settings = { ...addressesOf(ports), ...memory, ...recovery, ...foldersOf(folder) };
  return Object.entries(settings)
    .map(([name, value]) => `${name}: ${value}\n`)
    .join('');
}

const here = '127.0.0.1';

const addressesOf = (ports: FlinkPorts) => ({
  'jobmanager.bind-host': here,
  'jobmanager.rpc.address': here,
  'jobmanager.rpc.port': ports.rpc,
  'rest.address': here,
  'rest.bind-address': here,
  'rest.port': ports.rest,
  'rest.bind-port': ports.rest,
  'sql-gateway.endpoint.rest.address': here,
  'sql-gateway.endpoint.rest.bind-address': here,
  'sql-gateway.endpoint.rest.port': ports.gateway,
  'sql-gateway.endpoint.rest.bind-port': ports.gateway,
  'taskmanager.host': here,
  'taskmanager.bind-host': here,
  'taskmanager.rpc.port': ports.taskRpc,
  'taskmanager.data.port': ports.data,
});

/** Started without Flink's scripts, a TaskManager wants each of them named. */
const memory = {
  'taskmanager.numberOfTaskSlots': 4,
  'taskmanager.cpu.cores': '1.0',
  'taskmanager.memory.framework.heap.size': '128mb',
  'taskmanager.memory.framework.off-heap.size': '128mb',
  'taskmanager.memory.task.heap.size': '512mb',
  'taskmanager.memory.task.off-heap.size': '0b',
  'taskmanager.memory.network.min': '64mb',
  'taskmanager.memory.network.max': '64mb',
  'taskmanager.memory.managed.size': '0b',
  'taskmanager.memory.jvm-metaspace.size': '256mb',
  'taskmanager.memory.jvm-overhead.min': '128mb',
  'taskmanager.memory.jvm-overhead.max': '128mb',
  'parallelism.default': 1,
};

const recovery = {
  'state.backend.type': 'hashmap',
  'execution.checkpointing.interval': '2s',
  'execution.checkpointing.mode': 'EXACTLY_ONCE',
  'execution.checkpointing.externalized-checkpoint-retention': 'RETAIN_ON_CANCELLATION',
  'execution.checkpointing.num-retained': 2,
  'restart-strategy.type': 'fixed-delay',
  'restart-strategy.fixed-delay.attempts': 1_000_000,
  'restart-strategy.fixed-delay.delay': '1s',
};

const foldersOf = (folder: string) => ({
  'execution.checkpointing.dir': `file://${folder}/checkpoints`,
  'io.tmp.dirs': `${folder}/temporary`,
});
