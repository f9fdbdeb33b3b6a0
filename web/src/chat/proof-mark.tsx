import { useContext } from 'react';
import { classNames } from '#components/class-names.ts';
import { InfoCard } from '#components/ui/info-card.tsx';
import { useText } from '#language/language.tsx';
import { CitationsContext } from './citations-context.ts';
import type { ReactNode } from 'react';

/** A piece of a sentence that its source does not fully support. */
export function ProofMark({ verdict, children }: { verdict?: string; children?: ReactNode }) {
  return (
    <span
      className={classNames(
        'underline decoration-2 underline-offset-4',
        verdict === 'unsupported'
          ? 'decoration-danger decoration-wavy'
          : 'decoration-warning decoration-dotted',
      )}
    >
      {children}
    </span>
  );
}

/** Behind such a sentence: says in a card, and to screen readers at once, what is wrong with it. */
export function ProofNote({ start }: { start?: number | string }) {
  const text = useText();
  const { proof } = useContext(CitationsContext);
  const sentence = proof?.sentences.find(each => each.start === Number(start));
  if (!sentence) return null;
  const isUnsupported = sentence.verdict === 'unsupported';
  const title = isUnsupported ? text.proofUnsupported : text.proofPartial;
  const messages = sentence.problems.map(problem => problem.message);
  const trigger = (
    <button
      type="button"
      data-proof={sentence.verdict}
      aria-label={[title, ...messages].join('. ')}
      className={classNames(
        'mx-0.5 inline-grid size-[1.35em] translate-y-[-0.08em] place-items-center rounded-full align-baseline text-[0.78em] font-semibold leading-none',
        isUnsupported ? 'bg-danger-soft text-danger' : 'bg-warning-soft text-warning',
      )}
    >
      {isUnsupported ? '!' : '?'}
    </button>
  );
  return (
    <InfoCard trigger={trigger}>
      <p className="font-medium">{title}</p>
      {messages.map(message => (
        <p key={message} className="mt-1 text-muted [overflow-wrap:anywhere]">
          {message}
        </p>
      ))}
      <p className="mt-2 text-xs leading-5 text-muted">
        {proof?.judged_by === 'model' ? text.judgedByModel : text.judgedByRules}
      </p>
    </InfoCard>
  );
}
