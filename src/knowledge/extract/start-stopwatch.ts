export interface Stopwatch {
  resume(): void;
  pause(): void;
  /** Gives back what had a limit of its own; never more than there was to begin with. */
  refund(elapsedMs: number): void;
}

/** Counts only the time between `resume` and `pause`; calls `onElapsed` once the budget is used up. */
export function startStopwatch(budgetMs: number, onElapsed: () => void): Stopwatch {
  let remainingMs = budgetMs;
  let startedAt = 0;
  let timer: NodeJS.Timeout | undefined;
  return {
    resume() {
      startedAt = performance.now();
      timer = setTimeout(onElapsed, Math.max(0, remainingMs));
    },
    pause() {
      if (!timer) return;
      clearTimeout(timer);
      timer = undefined;
      remainingMs -= performance.now() - startedAt;
    },
    refund(elapsedMs) {
      const running = timer !== undefined;
      if (running) this.pause();
      remainingMs = Math.min(budgetMs, remainingMs + elapsedMs);
      if (running) this.resume();
    },
  };
}
