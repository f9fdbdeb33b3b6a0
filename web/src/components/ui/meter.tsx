import { classNames } from '#components/class-names.ts';

interface MeterProps {
  label: string;
  /** 0 … 1 */
  fraction: number;
  className?: string;
}

/** How much of something is gone; amber when little is left. */
export function Meter({ label, fraction, className }: MeterProps) {
  const percent = Math.round(Math.min(1, Math.max(0, fraction)) * 100);
  return (
    <div
      role="meter"
      aria-label={label}
      aria-valuemin={0}
      aria-valuemax={100}
      aria-valuenow={percent}
      className={classNames('h-1.5 overflow-hidden rounded-full bg-border', className)}
    >
      <div
        className={classNames('h-full rounded-full', percent >= 90 ? 'bg-warning' : 'bg-accent')}
        style={{ width: `${percent}%` }}
      />
    </div>
  );
}
