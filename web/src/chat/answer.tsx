import { memo, useMemo } from 'react';
import { CodeText } from '#components/code-text.tsx';
import { Logo } from '#components/logo.tsx';
import { Notice } from '#components/ui/notice.tsx';
import { formatTime } from '#language/format-time.ts';
import { useLanguage, useText } from '#language/language.tsx';
import { AnswerText } from './answer-text.tsx';
import { AnswerFeedback } from './feedback/answer-feedback.tsx';
import { ContinueAnswer } from './feedback/continue-answer.tsx';
import { CitationsContext } from './citations-context.ts';
import { isDoubtful } from './mark-proof.ts';
import { RunTrace } from './run-trace.tsx';
import { settleMessage } from './run-state.ts';
import type { ReactNode } from 'react';
import type { Message } from '#api/conversations.ts';
import type { RunState } from './run-state.ts';

interface AnswerProps {
  message: Message;
  /** Given while this very answer is being written. */
  run: RunState | undefined;
}

export const Answer = memo(function Answer({ message: stored, run }: AnswerProps) {
  const { language } = useLanguage();
  const message = run ? settleMessage(stored, run) : stored;
  const { id, citations, proof } = message;
  const context = useMemo(() => ({ messageId: id, citations, proof }), [id, citations, proof]);
  return (
    <AnswerFrame>
      {run && <RunTrace run={run} />}
      <AnswerLabel message={message} run={run} />
      <CitationsContext value={context}>
        {message.text && <AnswerText text={message.text} isStreaming={run !== undefined} />}
      </CitationsContext>
      {!run && <ProofSummary message={message} />}
      {!run && <AnswerEnding message={message} />}
      {!run && (
        <div className="mt-2 flex flex-wrap items-center gap-x-3 gap-y-1.5">
          <time dateTime={message.created_at} className="text-xs leading-5 text-muted">
            {formatTime(message.created_at, language)}
            {message.model && ` · ${message.model}`}
          </time>
          {message.text && <AnswerFeedback message={message} />}
        </div>
      )}
    </AnswerFrame>
  );
});

/** The place where the answer will stand, before the server has given it a name. */
export function AnswerToBe({ run }: { run: RunState }) {
  return (
    <AnswerFrame>
      <RunTrace run={run} />
    </AnswerFrame>
  );
}

function AnswerFrame({ children }: { children: ReactNode }) {
  return (
    <article data-role="assistant" className="flex gap-3">
      <Logo className="mt-0.5 size-6 max-sm:hidden" />
      <div className="min-w-0 grow">{children}</div>
    </article>
  );
}

function AnswerLabel({ message, run }: AnswerProps) {
  const text = useText();
  const label = message.answered_by === 'quotes' ? text.quotedLabel : (run?.label ?? null);
  if (!label) return null;
  return (
    <p className="mb-2.5 w-fit rounded-lg bg-warning-soft px-2.5 py-1 text-xs leading-5 text-warning">
      {label}
    </p>
  );
}

/** How many sentences are in doubt; nothing where none is. */
function ProofSummary({ message: { proof } }: { message: Message }) {
  const text = useText();
  const claims = proof?.sentences.filter(each => each.verdict !== 'no-claim') ?? [];
  const doubtful = claims.filter(isDoubtful).length;
  if (doubtful === 0) return null;
  return <p className="mt-2 text-xs leading-5 text-warning">{text.proofSummary(doubtful, claims.length)}</p>;
}

/** How the answer ended, where that was not by its last word. */
function AnswerEnding({ message }: { message: Message }) {
  const text = useText();
  if (message.status === 'stopped') {
    return (
      <>
        <p className="mt-2 text-sm text-muted">{text.answerStopped}</p>
        <ContinueAnswer runId={message.run_id} />
      </>
    );
  }
  if (message.status === 'interrupted') {
    return (
      <Notice tone="info" title={text.answerInterrupted} className="mt-3">
        <ContinueAnswer runId={message.run_id} />
      </Notice>
    );
  }
  if (message.status !== 'failed') return null;
  return (
    <Notice tone="danger" title={message.failure?.message ?? text.answerInterrupted} className="mt-3">
      {message.failure?.next_step && (
        <p className="text-muted">
          <CodeText>{message.failure.next_step}</CodeText>
        </p>
      )}
      <ContinueAnswer runId={message.run_id} />
    </Notice>
  );
}
