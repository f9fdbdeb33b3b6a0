import { useMemo } from 'react';
import { AnswerText } from '#chat/answer-text.tsx';
import { CitationsContext } from '#chat/citations-context.ts';
import { Question } from '#chat/question.tsx';
import { useText } from '#language/language.tsx';
import { useShareText } from './share-words.ts';
import { SharedSources } from './shared-sources.tsx';
import { toQuotation } from './to-quotation.ts';
import type { SharedConversation as Content, SharedMessage } from '#api/shares.ts';

export function SharedConversation({ content }: { content: Content['content'] }) {
  const words = useShareText();
  if (content.messages.length === 0) return <p className="mt-6 text-sm text-muted">{words.empty}</p>;
  return (
    <ol className="mt-6 flex flex-col gap-6">
      {content.messages.map((message, index) => (
        <li key={index}>
          {message.role === 'user' ? (
            <Question question={message.text} askedAt={message.created_at} />
          ) : (
            <SharedAnswer message={message} />
          )}
        </li>
      ))}
      {content.is_cut && <li className="text-sm leading-6 text-muted">{words.isCut}</li>}
    </ol>
  );
}

function SharedAnswer({ message }: { message: SharedMessage }) {
  const text = useText();
  const words = useShareText();
  const context = useMemo(
    () => ({
      messageId: '',
      citations: message.citations.map(toQuotation),
      proof: message.proof,
    }),
    [message],
  );
  return (
    <article data-role="assistant">
      {message.answered_by === 'quotes' && (
        <p className="mb-2.5 w-fit rounded-lg bg-warning-soft px-2.5 py-1 text-xs leading-5 text-warning">
          {text.quotedLabel}
        </p>
      )}
      <CitationsContext value={context}>
        <AnswerText text={message.text} isStreaming={false} />
      </CitationsContext>
      {message.status !== 'complete' && <p className="mt-2 text-sm text-muted">{words.stopped}</p>}
      <SharedSources citations={message.citations} />
    </article>
  );
}
