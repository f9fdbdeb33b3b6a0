import { constants, setPriority } from 'node:os';
import { isMainThread } from 'node:worker_threads';

/**
 * Where cores are few, whoever waits for an answer goes first: this thread, and those that it starts, get what is left.
 * On Linux alone a thread has a priority of its own; elsewhere it would be that of the whole program.
 */
export function yieldToRequests(): void {
  if (isMainThread || process.platform !== 'linux') return;
  setPriority(0, constants.priority.PRIORITY_LOW);
}
