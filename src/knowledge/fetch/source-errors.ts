import { AppError } from '#kernel/errors/app-error.ts';

type Refusal =
  | 'source-address-refused'
  | 'source-refused'
  | 'source-too-large'
  | 'source-empty'
  | 'source-known';

const nextSteps: Record<Refusal, string> = {
  'source-address-refused':
    'Use an address on the public internet, or ask the operator to allow this network in QUARRY_FETCH_ALLOW.',
  'source-refused':
    'Check the address in a browser that is not signed in; else download the file and upload it.',
  'source-too-large':
    'Download the file and upload a part of it, or ask the operator to raise QUARRY_FETCH_MAX_BYTES.',
  'source-empty': 'Check the address in a browser.',
  'source-known': 'Use that document, or delete it and retry this one.',
};

/** Fetching the address again would end the same way. */
export class SourceRefused extends AppError {
  constructor(message: string, options: { code: Refusal; cause?: unknown }) {
    super(message, { ...options, status: 422, nextStep: nextSteps[options.code] });
  }
}

/** The address may answer later. */
export class SourceUnavailable extends AppError {
  constructor(message: string, options: { cause?: unknown } = {}) {
    super(message, {
      code: 'source-unavailable',
      status: 502,
      nextStep: 'Check that the address answers, then retry the document.',
      ...options,
    });
  }
}
