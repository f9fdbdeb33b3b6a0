import { classNames } from './class-names.ts';

/** Terraces of a quarry, and the one stone that was cut from them. */
export function Logo({ className }: { className?: string }) {
  return (
    <svg viewBox="0 0 32 32" aria-hidden="true" className={classNames('size-7 shrink-0', className)}>
      <rect width="32" height="32" rx="8" className="fill-[#12605c]" />
      <path d="M6 24.5h20v-4H6z" className="fill-white" />
      <path d="M6 19h14v-4H6z" className="fill-white/80" />
      <path d="M6 13.5h8v-4H6z" className="fill-white/60" />
      <path d="M19.5 11.5l3.25-3.25L26 11.5l-3.25 3.25z" className="fill-[#f5b83d]" />
    </svg>
  );
}
