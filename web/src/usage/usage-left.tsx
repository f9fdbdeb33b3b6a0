import { Link } from '@tanstack/react-router';
import { Meter } from '#components/ui/meter.tsx';
import { useText } from '#language/language.tsx';
import { fractionUsed, useUsage } from './use-usage.ts';

/** What is left of the scarcer of credits and pages; nothing where the plan limits neither. */
export function UsageLeft() {
  const text = useText();
  const meters = useUsage().data?.meters ?? [];
  const used = meters.map(fractionUsed).filter(fraction => fraction !== null);
  if (used.length === 0) return null;
  const most = Math.max(...used);
  const left = Math.max(0, Math.floor((1 - most) * 100));
  return (
    <Link
      to="/usage"
      className="hidden items-center gap-2 rounded-lg px-2 py-1.5 text-xs leading-5 text-muted hover:bg-sunken hover:text-foreground sm:flex"
    >
      <Meter label={text.usageUsed} fraction={most} className="w-14" />
      {text.usageLeft(left)}
    </Link>
  );
}
