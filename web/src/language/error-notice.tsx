import { CodeText } from '#components/code-text.tsx';
import { Notice } from '#components/ui/notice.tsx';
import { describeError } from './describe-error.ts';
import { useText } from './language.tsx';
import type { ReactNode } from 'react';

interface ErrorNoticeProps {
  error: unknown;
  title?: string;
  className?: string;
  children?: ReactNode;
}

/** Says what went wrong and what to do next, for any error that a call can end in. */
export function ErrorNotice({ error, title, className, children }: ErrorNoticeProps) {
  const text = useText();
  const { message, nextStep } = describeError(error, text);
  return (
    <Notice tone="danger" title={title ? `${title} ${message}` : message} className={className}>
      {nextStep && (
        <p className="text-muted">
          <CodeText>{nextStep}</CodeText>
        </p>
      )}
      {children}
    </Notice>
  );
}
