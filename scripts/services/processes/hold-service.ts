import type { RunningService, StartableService } from './process-service.ts';

/** A service for as long as the caller lives; stopped in the end unless it ran before. */
export async function holdService(service: StartableService): Promise<RunningService & AsyncDisposable> {
  const ranBefore = (await service.status()).startsWith('running');
  const running = await service.ensure();
  return {
    ...running,
    async [Symbol.asyncDispose]() {
      if (!ranBefore) await service.down();
    },
  };
}
