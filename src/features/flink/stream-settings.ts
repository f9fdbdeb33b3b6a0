import { AppError } from '#kernel/errors/app-error.ts';

/** Where streams that outgrew this program run; undefined: nowhere. */
export interface StreamSettings {
  kafkaBrokers?: readonly string[];
  /** Of Flink's SQL gateway and of its JobManager. */
  flink?: { gatewayUrl: string; jobManagerUrl: string };
  /** A registry that is not in the database; may hold a name and a password. */
  schemaRegistryUrl?: string;
  /** Where Flink reaches the registry that is in the database. */
  ownRegistryUrl: string;
}

export class EngineMissing extends AppError {
  constructor(engine: string, variables: string) {
    super(`Nothing is known here of ${engine}.`, {
      code: 'engine-missing',
      status: 409,
      nextStep: `Set ${variables} and start Quarry again.`,
    });
  }
}

/** @throws EngineMissing */
export function brokersOf({ kafkaBrokers }: StreamSettings): string[] {
  if (kafkaBrokers === undefined) throw new EngineMissing('Kafka', 'QUARRY_KAFKA_BROKERS');
  return [...kafkaBrokers];
}

/** @throws EngineMissing */
export function flinkOf({ flink }: StreamSettings): { gatewayUrl: string; jobManagerUrl: string } {
  if (flink === undefined) throw new EngineMissing('Flink', 'QUARRY_FLINK_GATEWAY_URL and QUARRY_FLINK_URL');
  return flink;
}
