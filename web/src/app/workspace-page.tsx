import { FileText, Lightbulb, MessageSquareText, TextQuote } from 'lucide-react';
import { ChatPanel } from '#chat/chat-panel.tsx';
import { UndoDeleteChat } from '#chat/history/undo-delete-chat.tsx';
import { classNames } from '#components/class-names.ts';
import { DocumentsPanel } from '#documents/documents-panel.tsx';
import { UndoDeleteDocument } from '#documents/undo-delete-document.tsx';
import { useText } from '#language/language.tsx';
import { SourceArea } from '#sources/source-area.tsx';
import { useGo, usePlace } from '#workspace/place.ts';
import { Announcements } from './announcements.tsx';
import { Header } from './header.tsx';
import type { LucideIcon } from 'lucide-react';
import type { ReactNode } from 'react';
import type { Area } from '#workspace/place.ts';

/** Three areas side by side; where the screen is too narrow for three, one at a time with tabs below. */
export function WorkspacePage() {
  const text = useText();
  const { area = 'chat', document } = usePlace();
  return (
    <div className="flex h-dvh flex-col">
      <Header />
      <main
        className={classNames(
          'grid min-h-0 grow grid-cols-1 lg:gap-3 lg:px-3 lg:pb-3',
          'lg:grid-cols-[16rem_minmax(0,1fr)_18rem] xl:grid-cols-[20rem_minmax(0,1fr)_25rem]',
          // A drawn page needs room to be read.
          document &&
            'lg:grid-cols-[15rem_minmax(0,1fr)_24rem] xl:grid-cols-[17rem_minmax(0,1fr)_minmax(28rem,36%)]',
        )}
      >
        <AreaFrame name={text.documents} isCurrent={area === 'documents'}>
          <DocumentsPanel />
        </AreaFrame>
        <AreaFrame name={text.chat} isCurrent={area === 'chat'}>
          <ChatPanel />
        </AreaFrame>
        <AreaFrame name={document ? text.source : text.insights} isCurrent={area === 'source'}>
          <SourceArea />
        </AreaFrame>
      </main>
      <AreaTabs current={area} />
      <Announcements />
      <UndoDeleteChat />
      <UndoDeleteDocument />
    </div>
  );
}

interface AreaFrameProps {
  name: string;
  isCurrent: boolean;
  children: ReactNode;
}

function AreaFrame({ name, isCurrent, children }: AreaFrameProps) {
  return (
    <section
      aria-label={name}
      className={classNames(
        'min-h-0 min-w-0 flex-col overflow-hidden bg-surface lg:flex lg:rounded-2xl lg:border',
        isCurrent ? 'flex' : 'hidden',
      )}
    >
      {children}
    </section>
  );
}

function AreaTabs({ current }: { current: Area }) {
  const text = useText();
  const go = useGo();
  const { document } = usePlace();
  const tabs: [Area, string, LucideIcon][] = [
    ['documents', text.documents, FileText],
    ['chat', text.chat, MessageSquareText],
    document ? ['source', text.source, TextQuote] : ['source', text.insights, Lightbulb],
  ];
  return (
    <nav aria-label={text.areas} className="grid grid-cols-3 border-t bg-surface lg:hidden">
      {tabs.map(([area, label, Icon]) => (
        <button
          key={area}
          type="button"
          aria-current={area === current ? 'page' : undefined}
          onClick={() => go({ area }, { replace: true })}
          className="flex h-14 flex-col items-center justify-center gap-0.5 text-xs font-medium text-muted aria-[current=page]:text-accent"
        >
          <Icon className="size-5" aria-hidden />
          {label}
        </button>
      ))}
    </nav>
  );
}
