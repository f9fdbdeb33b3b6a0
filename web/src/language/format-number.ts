const MICRO = 1_000_000;
const steps = ['B', 'KiB', 'MiB', 'GiB', 'TiB'];

export const formatNumber = (value: number): string => value.toLocaleString('en');

/** Credits are counted in millionths; people read whole ones and what is behind the point. */
export const formatCredits = (microCredits: number): string =>
  (microCredits / MICRO).toLocaleString('en', { maximumFractionDigits: 4 });

export function formatBytes(bytes: number): string {
  const step = Math.min(steps.length - 1, Math.floor(Math.log2(Math.max(1, bytes)) / 10));
  const value = bytes / 1024 ** step;
  return `${value.toLocaleString('en', { maximumFractionDigits: step === 0 ? 0 : 1 })} ${steps[step]}`;
}

/** "250 ms", "4.2 s", "3 min 5 s", "2 h 10 min". */
export function formatDuration(milliseconds: number): string {
  if (milliseconds < 1000) return `${Math.round(milliseconds)} ms`;
  const seconds = milliseconds / 1000;
  if (seconds < 60) return `${seconds.toLocaleString('en', { maximumFractionDigits: 1 })} s`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return `${minutes} min ${Math.round(seconds % 60)} s`;
  return `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}
