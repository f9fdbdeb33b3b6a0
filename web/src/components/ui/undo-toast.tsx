import { useMutationState } from '@tanstack/react-query';
import { Undo2, X } from 'lucide-react';
import { useEffect, useState } from 'react';
import { useText } from '#language/language.tsx';
import { classNames } from '../class-names.ts';
import { Button } from './button.tsx';

const shownForMs = 12_000;

interface UndoToastProps {
  /** Of the mutation that deletes. */
  mutationKey: readonly string[];
  message: string;
  /** Gets what was given to the mutation that deleted. */
  onUndo: (deleted: never) => void;
  className?: string;
}

/** After something was deleted: says so, and takes it back for whoever did not mean it. */
export function UndoToast({ mutationKey, message, onUndo, className }: UndoToastProps) {
  const text = useText();
  const [doneAt, setDoneAt] = useState(0);
  const deletions = useMutationState({
    filters: { mutationKey, status: 'success' },
    select: ({ state }) => ({ deleted: state.variables as never, at: state.submittedAt }),
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
    onUndo(latest.deleted);
  };
  return (
    <div
      role="status"
      className={classNames(
        'fixed inset-x-0 bottom-44 z-50 mx-auto flex w-fit max-w-[calc(100vw-1.5rem)] items-center gap-2 rounded-xl border bg-float py-2 pr-2 pl-4 text-sm leading-6 shadow-float lg:bottom-44',
        className,
      )}
    >
      {message}
      <Button size="small" variant="soft" onClick={undo}>
        <Undo2 /> {text.undo}
      </Button>
      <Button variant="ghost" size="icon-small" aria-label={text.dismiss} onClick={() => setDoneAt(at)}>
        <X />
      </Button>
    </div>
  );
}
