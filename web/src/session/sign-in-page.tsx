import { useEffect, useState } from 'react';
import { ApiError } from '#api/request.ts';
import { Logo } from '#components/logo.tsx';
import { CodeText } from '#components/code-text.tsx';
import { ProgressRing } from '#components/ui/progress-ring.tsx';
import { Button } from '#components/ui/button.tsx';
import { Input } from '#components/ui/input.tsx';
import { Notice } from '#components/ui/notice.tsx';
import { describeError } from '#language/describe-error.ts';
import { useText } from '#language/language.tsx';
import { catchSignInToken, readSignInToken, takeSignInToken } from './sign-in-token.ts';
import { useSignIn } from './use-session.ts';
import type { SubmitEvent } from 'react';
import type { Dictionary } from '#language/english.ts';

export default function SignInPage() {
  const text = useText();
  const { mutate: signIn, isPending, error } = useSignIn();

  useEffect(() => {
    const signInByAddress = () => {
      catchSignInToken();
      const token = takeSignInToken();
      if (token !== null) signIn(token);
    };
    signInByAddress();
    // A link opened in a tab that already shows this page only changes the fragment.
    window.addEventListener('hashchange', signInByAddress);
    return () => window.removeEventListener('hashchange', signInByAddress);
  }, [signIn]);

  return (
    <main className="grid min-h-full place-items-center p-4">
      <div className="w-full max-w-md rounded-2xl border bg-surface p-6 shadow-float sm:p-8">
        <Logo className="size-10" />
        <h1 className="mt-5 text-xl font-semibold leading-8">{text.signInTitle}</h1>
        {isPending ? (
          <p role="status" className="mt-3 flex items-center gap-2.5 text-sm text-muted">
            <ProgressRing fraction={null} /> {text.signingIn}
          </p>
        ) : (
          <>
            {error && <SignInProblem error={error} />}
            <p className="mt-3 text-sm leading-6 text-muted">{text.signInExplain}</p>
            <LinkForm onToken={signIn} />
          </>
        )}
      </div>
    </main>
  );
}

function SignInProblem({ error }: { error: Error }) {
  const text = useText();
  const { message, nextStep } = explainRefusal(error, text);
  return (
    <Notice tone="danger" title={message} className="mt-4">
      {nextStep && (
        <p className="text-muted">
          <CodeText>{nextStep}</CodeText>
        </p>
      )}
    </Notice>
  );
}

function explainRefusal(error: Error, text: Dictionary) {
  if (!(error instanceof ApiError) || error.status !== 401) return describeError(error, text);
  const messages: Record<string, string> = { 'link-used': text.linkUsed, 'link-expired': text.linkExpired };
  return { message: messages[error.code] ?? text.linkUnknown, nextStep: text.linkNext };
}

function LinkForm({ onToken }: { onToken: (token: string) => void }) {
  const text = useText();
  const [link, setLink] = useState('');
  const [isWrong, setWrong] = useState(false);
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    const token = readSignInToken(link.trim());
    setWrong(token === null);
    if (token !== null) onToken(token);
  };
  return (
    <form onSubmit={submit} className="mt-5">
      <label htmlFor="link" className="text-sm font-medium">
        {text.signInField}
      </label>
      <div className="mt-1.5 flex gap-2">
        <Input
          id="link"
          value={link}
          onChange={event => setLink(event.target.value)}
          placeholder="http://127.0.0.1:8008/sign-in#token=…"
          autoComplete="off"
          spellCheck={false}
          required
          aria-invalid={isWrong}
          aria-describedby={isWrong ? 'link-problem' : undefined}
        />
        <Button type="submit" variant="primary" className="h-10">
          {text.signIn}
        </Button>
      </div>
      {isWrong && (
        <p id="link-problem" role="alert" className="mt-2 text-sm leading-6 text-danger">
          {text.linkWithoutToken}
        </p>
      )}
    </form>
  );
}
