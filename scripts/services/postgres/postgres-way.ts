/** One way to come by a PostgreSQL with pgvector. */
export interface PostgresWay {
  name: string;
  /** Starts it, clearing away what is left of `earlier`, which does not answer; a refusal says in one line why this way is closed here. */
  start(earlier: RunningPostgres | undefined): Promise<RunningPostgres | { refusal: string }>;
  stop(running: RunningPostgres): Promise<void>;
}

export interface RunningPostgres {
  /** With a role that may create databases and roles. */
  url: string;
  /** Where the server's programs stand, when we start them ourselves. */
  programs?: string;
  dataFolder?: string;
  container?: string;
}
