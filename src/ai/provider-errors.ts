import { AppError } from '#kernel/errors/app-error.ts';

/** Which provider a failure is about, in words for the person who set it up. */
export interface ProviderName {
  /** Completes "The … did not answer". */
  role: 'language model' | 'embedding model' | 'reranker';
  model: string;
  /** Start of its variables' names, such as `QUARRY_LLM`. */
  variables: string;
}

interface ProviderErrorOptions {
  code: string;
  status: number;
  nextStep: string;
  cause?: unknown;
}

/** Every way a model provider can fail. What it really said is in `cause`, for the log only. */
export abstract class ProviderError extends AppError {
  readonly provider: ProviderName;

  constructor(provider: ProviderName, message: string, options: ProviderErrorOptions) {
    super(message, options);
    this.provider = provider;
  }
}

/** Not reachable, cut off in the middle, or broken on its own side (5xx): another try may work. */
export class ProviderUnavailable extends ProviderError {
  constructor(provider: ProviderName, cause?: unknown) {
    super(provider, `The ${provider.role} “${provider.model}” cannot be reached right now.`, {
      code: 'provider-unavailable',
      status: 502,
      nextStep: `Try again in a moment. If it stays so, check ${provider.variables}_BASE_URL.`,
      cause,
    });
  }
}

/** It does not accept the key, the model or the request: the same call will fail again. */
export class ProviderRefused extends ProviderError {
  readonly providerStatus: number;

  constructor(provider: ProviderName, providerStatus: number, cause?: unknown) {
    super(provider, `The ${provider.role} “${provider.model}” refused the request (${providerStatus}).`, {
      code: 'provider-refused',
      status: 502,
      nextStep: refusalStep(provider.variables, providerStatus),
      cause,
    });
    this.providerStatus = providerStatus;
  }
}

function refusalStep(variables: string, status: number): string {
  if (status === 401 || status === 403) return `Check the key in ${variables}_API_KEY.`;
  if (status === 404) return `Check ${variables}_BASE_URL (it usually ends in /v1) and ${variables}_MODEL.`;
  return `Check that ${variables}_MODEL names a model that can do this, or ask for less at once.`;
}

/** The deadline over the whole call has passed, waiting for its turn included. */
export class ProviderTimeout extends ProviderError {
  constructor(provider: ProviderName, timeoutMs: number, cause?: unknown) {
    const seconds = Math.round(timeoutMs / 100) / 10;
    super(provider, `The ${provider.role} “${provider.model}” did not answer within ${seconds} s.`, {
      code: 'provider-timeout',
      status: 504,
      nextStep: 'Try again, or allow it more time with QUARRY_PROVIDER_TIMEOUT_MS.',
      cause,
    });
  }
}

/** It answered, but not what was agreed: wrong count, wrong form, numbers that are none. */
export class ProviderReplyInvalid extends ProviderError {
  constructor(provider: ProviderName, problem: string, cause?: unknown) {
    super(
      provider,
      `The ${provider.role} “${provider.model}” sent a reply that cannot be used: ${problem}.`,
      {
        code: 'provider-reply-invalid',
        status: 502,
        nextStep: `Check that ${provider.variables}_BASE_URL is an OpenAI-compatible endpoint and ${provider.variables}_MODEL the right kind of model.`,
        cause,
      },
    );
  }
}

/** It asks for a pause (429). */
export class ProviderOverloaded extends ProviderError {
  /** How long it asks to wait; undefined when it did not say, or said nonsense. */
  readonly retryAfterMs: number | undefined;

  constructor(provider: ProviderName, retryAfterMs: number | undefined, cause?: unknown) {
    super(provider, `The ${provider.role} “${provider.model}” has too much to do right now.`, {
      code: 'provider-overloaded',
      status: 503,
      nextStep: retryAfterMs
        ? `Try again in ${Math.ceil(retryAfterMs / 1000)} s.`
        : 'Try again in a moment, or check the limits of your plan with the provider.',
      cause,
    });
    this.retryAfterMs = retryAfterMs;
  }
}
