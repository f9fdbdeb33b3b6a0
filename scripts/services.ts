import { flink } from './services/flink.ts';
import { kafka } from './services/kafka.ts';
import { postgres } from './services/postgres.ts';
import { redis } from './services/redis.ts';
import { registry } from './services/registry.ts';
import type { Service } from './services/service.ts';

const services: Record<string, Service> = { postgres, kafka, registry, flink, redis };
const usage = `npm run services -- up|down|status [NAME…], where NAME is one of: ${Object.keys(services).join(', ')}`;

const [verb = '', ...wanted] = process.argv.slice(2);
const unknown = wanted.filter(name => !(name in services));

if (
  !['up', 'down', 'status'].includes(verb) ||
  unknown.length > 0 ||
  (verb === 'up' && wanted.length === 0)
) {
  if (unknown.length > 0) console.error(`There is no service "${unknown.join('", "')}".`);
  console.error(usage);
  process.exitCode = 2;
} else {
  const names = wanted.length > 0 ? wanted : Object.keys(services);
  for (const name of names) await runVerb(name, services[name]!);
}

async function runVerb(name: string, service: Service): Promise<void> {
  try {
    console.log(`${name}: ${await service[verb as keyof Service]()}`);
  } catch (error) {
    console.error(`${name}: ${error instanceof Error ? error.message : String(error)}`);
    process.exitCode = 1;
  }
}
