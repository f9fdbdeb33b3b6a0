import { useEffect } from 'react';
import { Announcements } from './announcements.tsx';
import { Header } from './header.tsx';
import type { ReactNode } from 'react';

interface PageFrameProps {
  title: string;
  explain?: string;
  actions?: ReactNode;
  children: ReactNode;
}

/** A page beside the workspace: one column under the same header. */
export function PageFrame({ title, explain, actions, children }: PageFrameProps) {
  useEffect(() => {
    document.title = `${title} · Quarry`;
    return () => void (document.title = 'Quarry');
  }, [title]);
  return (
    <div className="flex h-dvh flex-col">
      <Header />
      <main className="min-h-0 grow overflow-y-auto">
        <div className="mx-auto w-full max-w-5xl px-4 pb-16 pt-5 sm:px-6">
          <div className="flex flex-wrap items-start justify-between gap-3">
            <div className="min-w-0">
              <h1 className="text-xl font-semibold leading-9">{title}</h1>
              {explain && <p className="max-w-2xl text-sm leading-6 text-muted">{explain}</p>}
            </div>
            {actions && <div className="flex flex-wrap items-center gap-2">{actions}</div>}
          </div>
          {children}
        </div>
      </main>
      <Announcements />
    </div>
  );
}

interface PageSectionProps {
  title: string;
  explain?: string;
  actions?: ReactNode;
  children: ReactNode;
}

export function PageSection({ title, explain, actions, children }: PageSectionProps) {
  return (
    <section aria-label={title} className="mt-8">
      <div className="mb-3 flex flex-wrap items-end justify-between gap-2">
        <div className="min-w-0">
          <h2 className="text-[15px] font-semibold leading-7">{title}</h2>
          {explain && <p className="max-w-2xl text-sm leading-6 text-muted">{explain}</p>}
        </div>
        {actions && <div className="flex flex-wrap items-center gap-2">{actions}</div>}
      </div>
      {children}
    </section>
  );
}
