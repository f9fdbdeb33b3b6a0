import { Answer, AnswerToBe } from './answer.tsx';
import { Question } from './question.tsx';
import type { Message } from '#api/conversations.ts';
import type { RunState } from './run-state.ts';

export default function MessageList({ messages, run }: { messages: Message[]; run: RunState | undefined }) {
  const isAccepted = run !== undefined && messages.some(message => message.id === run.messageId);
  return (
    <ol className="mx-auto flex w-full max-w-3xl flex-col gap-6 px-4 py-6">
      {messages.map(message => (
        // Off-screen turns are not laid out: long conversations stay quick to type in.
        <li key={message.id} className="[contain-intrinsic-size:auto_160px] [content-visibility:auto]">
          {message.role === 'user' ? (
            <Question question={message.text} askedAt={message.created_at} />
          ) : (
            <Answer message={message} run={run?.messageId === message.id ? run : undefined} />
          )}
        </li>
      ))}
      {run && !isAccepted && (
        <>
          <li>
            <Question question={run.question} />
          </li>
          <li>
            <AnswerToBe run={run} />
          </li>
        </>
      )}
    </ol>
  );
}
