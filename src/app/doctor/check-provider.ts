import type { ProviderConfig } from '#kernel/config/config.ts';
import { note, ok, problem } from './check.ts';
import type { Check } from './check.ts';

const TIMEOUT_MS = 10_000;

/** Asks the endpoint for its models: costs nothing, and proves address and key. */
export async function checkProvider(
  name: string,
  prefix: string,
  provider: ProviderConfig | undefined,
  without: string,
): Promise<Check> {
  if (provider === undefined) {
    return note(
      name,
      `none: ${without}`,
      `Set ${prefix}_BASE_URL, ${prefix}_MODEL and, where needed, ${prefix}_API_KEY.`,
    );
  }
  try {
    const response = await fetch(`${provider.baseUrl.replace(/\/$/, '')}/models`, {
      headers: provider.apiKey === undefined ? {} : { authorization: `Bearer ${provider.apiKey}` },
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
    return judge(name, prefix, provider, response.status);
  } catch (error) {
    const cause = (error as Error).cause ?? error;
    return problem(
      name,
      `${provider.baseUrl} does not answer: ${(cause as Error).message}`,
      `Check ${prefix}_BASE_URL.`,
    );
  }
}

function judge(name: string, prefix: string, provider: ProviderConfig, status: number): Check {
  if (status === 401 || status === 403)
    return problem(name, `${provider.baseUrl} refuses the key`, `Check ${prefix}_API_KEY.`);
  if (status >= 500) return problem(name, `${provider.baseUrl} answers ${status}`, 'Try again later.');
  // Some endpoints have no list of models; that they answered at all is what counts.
  return ok(name, `${provider.model} at ${provider.baseUrl}`);
}
