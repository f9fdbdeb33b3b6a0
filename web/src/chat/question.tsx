import { memo } from 'react';
import { formatTime } from '#language/format-time.ts';
import { useLanguage } from '#language/language.tsx';

interface QuestionProps {
  question: string;
  /** Absent while the question is on its way. */
  askedAt?: string;
}

export const Question = memo(function Question({ question, askedAt }: QuestionProps) {
  const { language } = useLanguage();
  return (
    <article data-role="user" className="ml-auto flex max-w-[85%] flex-col items-end">
      <p className="whitespace-pre-wrap rounded-2xl rounded-br-md bg-accent-soft px-4 py-2.5 text-[15px] leading-7 [overflow-wrap:anywhere]">
        {question}
      </p>
      {askedAt && (
        <time dateTime={askedAt} className="mt-1 text-xs leading-5 text-muted">
          {formatTime(askedAt, language)}
        </time>
      )}
    </article>
  );
});
