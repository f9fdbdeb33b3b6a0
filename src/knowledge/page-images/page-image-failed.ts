import { AppError } from '#kernel/errors/app-error.ts';

/** The page exists, but no picture of it can be made. */
export class PageImageFailed extends AppError {
  constructor(options: { cause?: unknown } = {}) {
    super('This page cannot be drawn.', {
      code: 'page-image-failed',
      status: 422,
      nextStep: 'Download the file and open the page in a PDF viewer.',
      ...options,
    });
  }
}
