import { classNames } from '#components/class-names.ts';

const radius = 7;
const circumference = 2 * Math.PI * radius;

/** A ring that fills as work is done; without a known fraction a quarter of it turns. */
export function ProgressRing({ fraction, className }: { fraction: number | null; className?: string }) {
  const shown = fraction === null ? 0.25 : Math.min(1, Math.max(0.03, fraction));
  return (
    <svg
      viewBox="0 0 18 18"
      aria-hidden="true"
      className={classNames('size-[18px] -rotate-90', fraction === null && 'animate-turn', className)}
    >
      <circle cx="9" cy="9" r={radius} fill="none" strokeWidth="2.25" className="stroke-border-strong" />
      <circle
        cx="9"
        cy="9"
        r={radius}
        fill="none"
        strokeWidth="2.25"
        strokeLinecap="round"
        strokeDasharray={`${shown * circumference} ${circumference}`}
        className="stroke-accent transition-[stroke-dasharray] duration-300"
      />
    </svg>
  );
}
