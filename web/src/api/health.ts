import { readProblem, unreachable } from './request.ts';

export interface Health {
  status: string;
  version: string;
  providers: { language_model: string | null; embedding_model: string | null };
}

export async function findHealth(signal?: AbortSignal): Promise<Health> {
  const response = await fetch('/health', { signal: signal ?? null }).catch(() => {
    throw unreachable();
  });
  if (!response.ok) throw await readProblem(response);
  return (await response.json()) as Health;
}
