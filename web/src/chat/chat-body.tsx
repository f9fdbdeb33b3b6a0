import { ArrowDown } from 'lucide-react';
import { Suspense } from 'react';
import { ApiError } from '#api/request.ts';
import { lazyPart } from '#components/lazy-part.ts';
import { Button } from '#components/ui/button.tsx';
import { ProgressRing } from '#components/ui/progress-ring.tsx';
import { ErrorNotice } from '#language/error-notice.tsx';
import { useText } from '#language/language.tsx';
import { useGo, usePlace } from '#workspace/place.ts';
import { EmptyChat } from './empty-chat.tsx';
import { useMessages } from './use-messages.ts';
import { useRun } from './use-runs.ts';
import { useStickToEnd } from './use-stick-to-end.ts';

// Questions and answers come with the first conversation.
const MessageList = lazyPart(() => import('./message-list.tsx'));

export function ChatBody() {
  const text = useText();
  const { chat } = usePlace();
  const { data: messages = [], error, isLoading } = useMessages(chat);
  const run = useRun(chat);
  const isEmpty = messages.length === 0 && !run;
  const { frame, content, isAtEnd, onScroll, toEnd } = useStickToEnd({ conversation: chat, isEmpty });
  return (
    <div className="relative min-h-0 grow">
      <div ref={frame} onScroll={onScroll} className="h-full overflow-y-auto">
        <div ref={content} className="min-h-full">
          {error && <ChatProblem error={error} />}
          {isLoading && <ProgressRing fraction={null} className="mx-auto pt-10" />}
          {isEmpty && !error && !isLoading && <EmptyChat />}
          {!isEmpty && (
            <Suspense>
              <MessageList messages={messages} run={run} />
            </Suspense>
          )}
        </div>
      </div>
      {!isAtEnd && !isEmpty && (
        <Button
          size="small"
          onClick={toEnd}
          className="absolute bottom-3 left-1/2 -translate-x-1/2 rounded-full shadow-float"
        >
          <ArrowDown /> {text.toLatest}
        </Button>
      )}
    </div>
  );
}

function ChatProblem({ error }: { error: Error }) {
  const text = useText();
  const go = useGo();
  const isGone = error instanceof ApiError && error.status === 404;
  if (!isGone) return <ErrorNotice error={error} className="m-4" />;
  return (
    <div className="grid place-items-center gap-4 px-6 py-16 text-center text-sm text-muted">
      <p>{text.chatGone}</p>
      <Button onClick={() => go({ chat: undefined }, { replace: true })}>{text.newChat}</Button>
    </div>
  );
}
