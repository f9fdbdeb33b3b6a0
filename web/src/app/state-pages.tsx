import { Link, useRouter } from '@tanstack/react-router';
import { CodeText } from '#components/code-text.tsx';
import { Logo } from '#components/logo.tsx';
import { Button } from '#components/ui/button.tsx';
import { ProgressRing } from '#components/ui/progress-ring.tsx';
import { describeError } from '#language/describe-error.ts';
import { useText } from '#language/language.tsx';
import type { ReactNode } from 'react';

export function LoadingPage() {
  const text = useText();
  return (
    <Centered>
      <p role="status" className="mt-4 flex items-center gap-2.5 text-sm text-muted">
        <ProgressRing fraction={null} /> {text.loading}
      </p>
    </Centered>
  );
}

export function ProblemPage({ error }: { error: unknown }) {
  const text = useText();
  const router = useRouter();
  const { message, nextStep } = describeError(error, text);
  return (
    <Centered>
      <h1 className="mt-4 text-lg font-semibold">{message}</h1>
      {nextStep && (
        <p className="mt-2 max-w-md text-sm leading-6 text-muted">
          <CodeText>{nextStep}</CodeText>
        </p>
      )}
      <Button variant="primary" className="mt-5" onClick={() => void router.invalidate()}>
        {text.retry}
      </Button>
    </Centered>
  );
}

export function NotFoundPage() {
  const text = useText();
  return (
    <Centered>
      <h1 className="mt-4 text-lg font-semibold">{text.noPage}</h1>
      <p className="mt-2 max-w-md text-sm leading-6 text-muted">{text.noPageNext}</p>
      <Button variant="primary" className="mt-5" asChild>
        <Link to="/">{text.toWorkspace}</Link>
      </Button>
    </Centered>
  );
}

function Centered({ children }: { children: ReactNode }) {
  return (
    <main className="flex min-h-full flex-col items-center justify-center p-6 text-center">
      <Logo className="size-10" />
      {children}
    </main>
  );
}
