import { AppError } from '#kernel/errors/app-error.ts';

export type ExtractionErrorCode =
  | 'file-empty'
  | 'file-encrypted'
  | 'file-damaged'
  | 'file-too-large'
  | 'unsupported-format'
  | 'too-many-pages'
  | 'extraction-timeout'
  | 'extraction-out-of-memory'
  | 'archive-bomb'
  | 'extraction-crashed';

interface Explanation {
  status: number;
  message: string;
  nextStep: string;
}

const explanations: Record<ExtractionErrorCode, Explanation> = {
  'file-empty': {
    status: 422,
    message: 'The file is empty.',
    nextStep: 'Check that the file was saved completely, then upload it again.',
  },
  'file-encrypted': {
    status: 422,
    message: 'The file is protected by a password.',
    nextStep: 'Remove the password in the program that made the file, then upload it again.',
  },
  'file-damaged': {
    status: 422,
    message: 'The file is damaged and cannot be opened.',
    nextStep: 'Open the file in its own program, save a new copy and upload that.',
  },
  'file-too-large': {
    status: 413,
    message: 'The file is larger than this server reads.',
    nextStep: 'Split the file into smaller ones, or ask the operator to raise the limit.',
  },
  'unsupported-format': {
    status: 415,
    message: 'The content of this file is in a format that cannot be read.',
    nextStep:
      'Use PDF, DOCX, PPTX, XLSX, ODT, RTF, EPUB, HTML, Markdown, plain text, CSV, EML, MSG, a picture (PNG, JPEG, WebP, TIFF) or a ZIP of these.',
  },
  'too-many-pages': {
    status: 413,
    message: 'The document has more pages than this server reads.',
    nextStep: 'Split the document into smaller ones, or ask the operator to raise the limit.',
  },
  'extraction-timeout': {
    status: 422,
    message: 'Reading the file took too long and was stopped.',
    nextStep: 'Save a simpler copy (for a PDF: print it to a new PDF) or split it, then upload that.',
  },
  'extraction-out-of-memory': {
    status: 422,
    message: 'Reading the file needed too much memory and was stopped.',
    nextStep: 'Save a simpler copy (for a PDF: print it to a new PDF) or split it, then upload that.',
  },
  'archive-bomb': {
    status: 422,
    message: 'The file unpacks to far more data than a document of its kind holds.',
    nextStep: 'If the file is genuine, save it again in its own program and upload the new copy.',
  },
  'extraction-crashed': {
    status: 422,
    message: 'The file made the reader stop unexpectedly.',
    nextStep: 'Save a new copy of the file in its own program, or export it as PDF, then upload that.',
  },
};

/** Why a file could not be read, in plain words. `detail` refines the message, `cause` is for the log only. */
export class ExtractionError extends AppError {
  declare readonly code: ExtractionErrorCode;
  /** The part of the message that belongs to this file alone. */
  readonly detail?: string;

  constructor(code: ExtractionErrorCode, options: { detail?: string; cause?: unknown } = {}) {
    const explanation = explanations[code];
    const message = options.detail ? `${explanation.message} ${options.detail}` : explanation.message;
    super(message, {
      code,
      status: explanation.status,
      nextStep: explanation.nextStep,
      cause: options.cause,
    });
    this.detail = options.detail;
  }
}

/** True for the codes that `ExtractionError` knows; the child process sends codes as text. */
export function isExtractionErrorCode(code: unknown): code is ExtractionErrorCode {
  return typeof code === 'string' && Object.hasOwn(explanations, code);
}
