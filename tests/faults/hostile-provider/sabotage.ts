import { CircuitBreaker } from '#ai/calls/circuit-breaker.ts';
import { openLocalPermits } from '#ai/calls/permits.ts';
import { ProviderGate } from '#ai/calls/provider-gate.ts';
import { Providers } from '#ai/calls/providers.ts';
import type { Provider, ProvidersOptions } from '#ai/calls/providers.ts';
import { RetryBudget } from '#ai/calls/retry-budget.ts';

/** What can be taken away from the calls; the proof must notice each. */
export const guards = ['permit', 'deadline', 'gate', 'circuit', 'budget', 'jitter'] as const;
export type GuardName = (typeof guards)[number];

export function asGuard(name: string | undefined): GuardName | undefined {
  const guard = guards.find(each => each === name);
  if (name !== undefined && guard === undefined) throw new Error(`--without is one of: ${guards.join(', ')}`);
  return guard;
}

/** The providers as they are, or with one guard gone. */
export function openProviders(options: ProvidersOptions, without: GuardName | undefined): Providers {
  return new WeakProviders({ ...options, ...(without === 'jitter' && { random: () => 0 }) }, without);
}

class WeakProviders extends Providers {
  readonly #without: GuardName | undefined;
  readonly #weak = new Map<string, Provider>();

  constructor(options: ProvidersOptions, without: GuardName | undefined) {
    super(options);
    this.#without = without;
  }

  override at(baseUrl: string): Provider {
    const weak = this.#weak.get(baseUrl) ?? { ...super.at(baseUrl), ...this.#replacement() };
    this.#weak.set(baseUrl, weak);
    return weak;
  }

  #replacement(): Partial<Provider> {
    if (this.#without === 'permit') return { permits: openLocalPermits(Infinity) };
    if (this.#without === 'gate') return { gate: new OpenGate() };
    if (this.#without === 'circuit') return { breakerOf: () => new CircuitBreaker({ failures: Infinity }) };
    return this.#without === 'budget' ? { budget: new EndlessBudget() } : {};
  }
}

class OpenGate extends ProviderGate {
  override get closedMs(): number {
    return 0;
  }
  override async close(retryAfterMs = 0): Promise<number> {
    return retryAfterMs;
  }
}

class EndlessBudget extends RetryBudget {
  override spend(): boolean {
    return true;
  }
}
