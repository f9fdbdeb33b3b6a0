export interface AppErrorOptions {
  /** Stable, kebab-case; clients branch on it. */
  code: string;
  /** HTTP status that tells the same. */
  status: number;
  /** What a person may do about it. */
  nextStep?: string;
  /** One entry for each faulty input field. */
  fields?: FieldError[];
  /** Sent with the reply, e.g. `Retry-After`. */
  headers?: Record<string, string>;
  /** Further public members of the problem document, e.g. `limit` and `used`. */
  details?: Record<string, unknown>;
  /** What really happened: for the log, never for the reply. */
  cause?: unknown;
}

export interface FieldError {
  /** Path into the input, such as `body.name`. */
  path: string;
  message: string;
}

/** An error a person may read: `message`, `nextStep`, `fields` and `details` are public, `cause` is not. */
export class AppError extends Error {
  readonly code: string;
  readonly status: number;
  readonly nextStep?: string;
  readonly fields?: FieldError[];
  readonly headers?: Record<string, string>;
  readonly details?: Record<string, unknown>;

  constructor(message: string, options: AppErrorOptions) {
    super(message, { cause: options.cause });
    this.name = new.target.name;
    this.code = options.code;
    this.status = options.status;
    this.nextStep = options.nextStep;
    this.fields = options.fields;
    this.headers = options.headers;
    this.details = options.details;
  }
}
