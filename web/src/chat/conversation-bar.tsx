import { SquarePen } from 'lucide-react';
import { Suspense } from 'react';
import { lazyPart } from '#components/lazy-part.ts';
import { Button } from '#components/ui/button.tsx';
import { useText } from '#language/language.tsx';
import { useGo, usePlace } from '#workspace/place.ts';
import { HistoryPanel } from './history/history-panel.tsx';
import { useConversation } from './history/use-conversations.ts';

const ConversationMenu = lazyPart(() => import('./history/conversation-menu.tsx'));

export function ConversationBar() {
  const text = useText();
  const go = useGo();
  const { chat } = usePlace();
  const { data: conversation } = useConversation(chat);
  const title = chat === undefined ? text.newChat : conversation?.title || text.untitledChat;
  return (
    <div className="flex h-14 shrink-0 items-center gap-1 border-b px-3">
      <HistoryPanel title={title} />
      <Suspense>{conversation && <ConversationMenu conversation={conversation} />}</Suspense>
      <Button
        variant="ghost"
        size="small"
        className="ml-auto"
        disabled={chat === undefined}
        onClick={() => go({ chat: undefined, area: 'chat' })}
      >
        <SquarePen /> {text.newChat}
      </Button>
    </div>
  );
}
