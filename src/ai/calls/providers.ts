import { Gauge } from 'prom-client';
import type { Database } from '#kernel/db/database.ts';
import { ClusterPermits } from '#kernel/limits/cluster-permits.ts';
import type { Logger } from '#kernel/telemetry/logger.ts';
import type { Metrics } from '#kernel/telemetry/metrics.ts';
import { CircuitBreaker } from './circuit-breaker.ts';
import { openLocalPermits } from './permits.ts';
import type { Permits } from './permits.ts';
import { ProviderGate } from './provider-gate.ts';
import type { SharedGate } from './provider-gate.ts';
import { closeGate, readGateClosedMs } from './queries.ts';
import { RetryBudget } from './retry-budget.ts';

export interface ProvidersOptions {
  /** Calls to one provider at once, of all processes on `db` together. */
  concurrency: number;
  logger: Logger;
  /** Undefined, or embedded: the limits are those of this process, which is then the only one. */
  db?: Database;
  metrics?: Metrics;
  /** Decides all jitter. */
  random?: () => number;
}

/** What all models at one address share. */
export interface Provider {
  permits: Permits;
  gate: ProviderGate;
  budget: RetryBudget;
  random?: () => number;
  breakerOf(model: string): CircuitBreaker;
}

/** The model providers of this process; one for each address, however many models of it are used. */
export class Providers implements AsyncDisposable {
  readonly options: ProvidersOptions;
  readonly #known = new Map<string, Provider>();

  constructor(options: ProvidersOptions) {
    this.options = options;
    if (options.metrics) this.#measure(options.metrics);
  }

  at(baseUrl: string): Provider {
    const address = addressOf(baseUrl);
    const provider = this.#known.get(address) ?? openProvider(address, this.options);
    this.#known.set(address, provider);
    return provider;
  }

  /** `quarry_provider_permits`: of this process, held and waited for. */
  #measure(metrics: Metrics): void {
    const gauge = new Gauge({
      name: 'quarry_provider_permits',
      help: 'Calls to a provider that this process may make right now, and those that wait for the right.',
      labelNames: ['provider', 'state'],
      registers: [metrics],
      collect: () => {
        for (const [address, { permits }] of this.#known) {
          const provider = new URL(address).host;
          gauge.set({ provider, state: 'held' }, permits.gauge.held);
          gauge.set({ provider, state: 'waiting' }, permits.gauge.waiting);
        }
      },
    });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const { permits } of this.#known.values()) await permits[Symbol.asyncDispose]();
  }
}

/** Without name and password that may stand in it, as it becomes a key in the database. */
function addressOf(baseUrl: string): string {
  const { origin, pathname } = new URL(baseUrl);
  return origin + pathname.replace(/\/+$/, '');
}

function openProvider(address: string, { db, concurrency, logger, random }: ProvidersOptions): Provider {
  const breakers = new Map<string, CircuitBreaker>();
  const cluster = db?.store === 'postgres' ? db : undefined;
  return {
    permits: cluster
      ? new ClusterPermits(cluster, { key: address, limit: concurrency, logger })
      : openLocalPermits(concurrency),
    gate: new ProviderGate({ random, shared: cluster && shareGate(cluster, address, logger) }),
    budget: new RetryBudget(),
    random,
    breakerOf(model) {
      const breaker = breakers.get(model) ?? new CircuitBreaker({ random });
      breakers.set(model, breaker);
      return breaker;
    },
  };
}

/** The others' knowledge is a courtesy to the provider: without it each process learns of a pause by itself. */
function shareGate(db: Database, address: string, logger: Logger): SharedGate {
  const warn = (error: unknown): void => logger.warn({ err: error, provider: address }, 'gate not shared');
  return {
    readClosedMs: () =>
      readGateClosedMs(db, address).catch((error: unknown) => {
        warn(error);
        return 0;
      }),
    close: closedMs => closeGate(db, { provider: address, closedMs }).catch(warn),
  };
}
