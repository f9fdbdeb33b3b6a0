import { useMutationState } from '@tanstack/react-query';
import { Undo2, X } from 'lucide-react';
import { useEffect, useState } from 'react';
import { Button } from '#components/ui/button.tsx';
import { useText } from '#language/language.tsx';
import { useInsightText } from './insight-words.ts';
import { insightsKey, useChangeInsight } from './use-insights.ts';

const shownForMs = 12_000;

/** After an insight was deleted: says so, and takes it back for whoever did not mean it. */
export function UndoDeleteInsight() {
  const words = useInsightText();
  const text = useText();
  const change = useChangeInsight();
  const [doneAt, setDoneAt] = useState(0);
  const deletions = useMutationState({
    filters: { mutationKey: [...insightsKey, 'delete'], status: 'success' },
    select: mutation => ({ id: mutation.state.variables as string, at: mutation.state.submittedAt }),
  });
  const latest = deletions.at(-1);
  const at = latest?.at ?? 0;
  useEffect(() => {
    if (at === 0) return;
    const timer = setTimeout(() => setDoneAt(at), shownForMs);
    return () => clearTimeout(timer);
  }, [at]);
  if (!latest || at <= doneAt) return null;
  const undo = () => {
    setDoneAt(at);
    change.mutate({ id: latest.id, action: 'restore' });
  };
  return (
    <div
      role="status"
      className="absolute inset-x-3 bottom-3 z-10 mx-auto flex w-fit items-center gap-2 rounded-xl border bg-float py-2 pr-2 pl-4 text-sm leading-6 shadow-float"
    >
      {words.deleted}
      <Button size="small" variant="soft" onClick={undo}>
        <Undo2 /> {words.undo}
      </Button>
      <Button variant="ghost" size="icon-small" aria-label={text.dismiss} onClick={() => setDoneAt(at)}>
        <X />
      </Button>
    </div>
  );
}
