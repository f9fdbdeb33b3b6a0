/** A job's life: queued -> running -> done, cancelled or dead; a retry goes back to queued. */
export type JobState = 'queued' | 'running' | 'done' | 'cancelled' | 'dead';
