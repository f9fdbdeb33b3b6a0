import { Play } from 'lucide-react';
import { Button } from '#components/ui/button.tsx';
import { ErrorNotice } from '#language/error-notice.tsx';
import { useText } from '#language/language.tsx';
import { useContinueAnswer } from './use-feedback.ts';

/** Goes on with an answer that broke off, behind what there is of it. */
export function ContinueAnswer({ runId }: { runId: string | null }) {
  const text = useText();
  const resume = useContinueAnswer();
  if (runId === null) return null;
  return (
    <div className="mt-2">
      <Button size="small" disabled={resume.isPending} onClick={() => resume.mutate(runId)}>
        <Play /> {text.continueAnswer}
      </Button>
      {resume.error && <ErrorNotice error={resume.error} className="mt-2" />}
    </div>
  );
}
