import { AppError } from '#kernel/errors/app-error.ts';

export class FileTooLarge extends AppError {
  constructor(maxBytes: number) {
    const limit = maxBytes >= 1024 ** 2 ? `${Math.floor(maxBytes / 1024 ** 2)} MB` : `${maxBytes} bytes`;
    super(`The file is larger than ${limit}.`, {
      code: 'file-too-large',
      status: 413,
      nextStep: 'Split the file, or ask the operator to raise QUARRY_MAX_UPLOAD_BYTES.',
      details: { max_bytes: maxBytes },
    });
  }
}
