import { CircleAlert, Info } from 'lucide-react';
import { classNames } from '#components/class-names.ts';
import type { ReactNode } from 'react';

interface NoticeProps {
  tone: 'danger' | 'info';
  title: ReactNode;
  children?: ReactNode;
  className?: string;
}

/** A sentence about what happened and, below it, what to do next. */
export function Notice({ tone, title, children, className }: NoticeProps) {
  const Icon = tone === 'danger' ? CircleAlert : Info;
  return (
    <div
      role={tone === 'danger' ? 'alert' : 'status'}
      className={classNames(
        'flex gap-2.5 rounded-xl px-3.5 py-3 text-sm leading-6 [overflow-wrap:anywhere]',
        tone === 'danger' ? 'bg-danger-soft' : 'bg-accent-soft',
        className,
      )}
    >
      <Icon
        className={classNames('mt-1 size-4 shrink-0', tone === 'danger' ? 'text-danger' : 'text-accent')}
      />
      <div className="min-w-0 grow">
        <p>{title}</p>
        {children}
      </div>
    </div>
  );
}
