import { classNames } from '#components/class-names.ts';
import { Button } from '#components/ui/button.tsx';
import { ErrorNotice } from '#language/error-notice.tsx';
import { useText } from '#language/language.tsx';
import { useGo, usePlace } from '#workspace/place.ts';
import { useConversations } from './use-conversations.ts';
import type { FoundConversation } from '#api/conversations.ts';

/** The person's conversations, newest first; where one was searched for, the place in it that has the words. */
export function ConversationList({ q, onDone }: { q: string; onDone: () => void }) {
  const text = useText();
  const { conversations, error, isPending, hasNextPage, isFetchingNextPage, fetchNextPage } =
    useConversations(q);
  if (error) return <ErrorNotice error={error} className="m-2" />;
  if (isPending) return <p className="px-2.5 py-3 text-sm leading-6 text-muted">{text.loading}</p>;
  if (conversations.length === 0) {
    return (
      <p className="px-2.5 py-3 text-sm leading-6 text-muted">
        {q ? text.noChatFound : text.noConversations}
      </p>
    );
  }
  return (
    <>
      <ul aria-label={text.conversations}>
        {conversations.map(conversation => (
          // Rows out of sight are not laid out; they stay in the page for its search and for screen readers.
          <li key={conversation.id} className="row-when-seen">
            <ConversationRow conversation={conversation} onDone={onDone} />
          </li>
        ))}
      </ul>
      {hasNextPage && (
        <Button
          variant="ghost"
          size="small"
          disabled={isFetchingNextPage}
          onClick={() => void fetchNextPage()}
        >
          {text.loadMore}
        </Button>
      )}
    </>
  );
}

interface ConversationRowProps {
  conversation: FoundConversation;
  onDone: () => void;
}

function ConversationRow({ conversation: { id, title, match }, onDone }: ConversationRowProps) {
  const text = useText();
  const go = useGo();
  const isOpen = usePlace().chat === id;
  const open = () => {
    go({ chat: id, area: 'chat' });
    onDone();
  };
  return (
    <button
      type="button"
      aria-current={isOpen ? 'true' : undefined}
      onClick={open}
      className={classNames(
        'block w-full rounded-lg px-2.5 py-1.5 text-left text-sm hover:bg-foreground/7',
        isOpen && 'bg-accent-soft',
      )}
    >
      <span className="block truncate leading-6">{title || text.untitledChat}</span>
      {match && (
        <span className="line-clamp-2 text-xs leading-5 text-muted [overflow-wrap:anywhere]">
          {match.text}
        </span>
      )}
    </button>
  );
}
