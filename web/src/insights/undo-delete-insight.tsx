import { UndoToast } from '#components/ui/undo-toast.tsx';
import { useInsightText } from './insight-words.ts';
import { deleteKey, useChangeInsight } from './use-insights.ts';

export function UndoDeleteInsight() {
  const words = useInsightText();
  const change = useChangeInsight();
  const undo = (id: string) => change.mutate({ id, action: 'restore' });
  return (
    <UndoToast
      mutationKey={deleteKey}
      message={words.deleted}
      onUndo={undo}
      className="absolute inset-x-3 bottom-3 z-10 lg:bottom-3"
    />
  );
}
