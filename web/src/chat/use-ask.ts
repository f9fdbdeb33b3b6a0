import { useMutation } from '@tanstack/react-query';
import { useScope } from '#documents/use-scope.ts';
import { useText } from '#language/language.tsx';
import { useSession } from '#session/use-session.ts';
import { useGo, usePlace } from '#workspace/place.ts';
import { useRun, useRuns } from './use-runs.ts';
import type { Dictionary } from '#language/english.ts';
import type { AskScope } from '#documents/use-scope.ts';

/** Sends a question to the selected documents, in the open conversation or in a new one. */
export function useAsk() {
  const text = useText();
  const { chat } = usePlace();
  const go = useGo();
  const { role } = useSession();
  const { count, scope, obstacle } = useScope();
  const runs = useRuns();
  const isRunning = useRun(chat) !== undefined;
  const sending = useMutation({
    mutationFn: (question: string) =>
      runs.start({
        conversationId: chat,
        text: question,
        scope,
        documentCount: count,
        onConversation: id => go({ chat: id }, { replace: true }),
      }),
  });
  return {
    count,
    isRunning,
    error: sending.error,
    /** A sentence that says why nothing can be asked; null when it can. */
    obstacle: role === 'viewer' ? text.viewerCannotAsk : describeObstacle(obstacle, text),
    /** False when the question was not taken; the error then says why. */
    send: (question: string) =>
      sending.mutateAsync(question).then(
        () => true,
        () => false,
      ),
    stop: () => runs.stop(chat),
  };
}

function describeObstacle(obstacle: AskScope['obstacle'], text: Dictionary): string | null {
  switch (obstacle) {
    case 'loading':
      return text.loading;
    case 'none-ready':
      return text.noneReady;
    case 'still-reading':
      return text.stillReading;
    case 'none-selected':
      return text.noneSelected;
    case null:
      return null;
  }
}
