export interface Stopwatch {
  resume(): void;
  pause(): void;
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
  };
}
