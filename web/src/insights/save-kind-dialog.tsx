import { useId, useState } from 'react';
import { Button } from '#components/ui/button.tsx';
import { Dialog } from '#components/ui/dialog.tsx';
import { Input } from '#components/ui/input.tsx';
import { Select } from '#components/ui/select.tsx';
import { ErrorNotice } from '#language/error-notice.tsx';
import { useText } from '#language/language.tsx';
import { useInsightText } from './insight-words.ts';
import { useSaveKind } from './use-insights.ts';
import type { FormEvent } from 'react';

interface SaveKindDialogProps {
  instructions: string;
  onClose: () => void;
}

/** Keeps instructions under a name, as a kind of one's own. */
export function SaveKindDialog({ instructions, onClose }: SaveKindDialogProps) {
  const words = useInsightText();
  const text = useText();
  const id = useId();
  const save = useSaveKind();
  const [name, setName] = useState('');
  const [base, setBase] = useState('summary');
  const submit = (event: FormEvent) => {
    event.preventDefault();
    save.mutate({ name: name.trim(), base, instructions }, { onSuccess: onClose });
  };
  return (
    <Dialog open onOpenChange={onClose} title={words.saveKind} description={words.saveKindExplain}>
      <form onSubmit={submit} className="mt-4 space-y-3 text-sm">
        <label htmlFor={`${id}-name`} className="block leading-6">
          {words.name}
        </label>
        <Input
          id={`${id}-name`}
          value={name}
          maxLength={100}
          required
          onChange={event => setName(event.target.value)}
        />
        <label htmlFor={`${id}-base`} className="block leading-6">
          {words.form}
        </label>
        <Select
          id={`${id}-base`}
          className="w-full"
          value={base}
          onChange={event => setBase(event.target.value)}
        >
          {Object.entries(words.kinds).map(([kind, label]) => (
            <option key={kind} value={kind}>
              {label}
            </option>
          ))}
        </Select>
        {save.error && <ErrorNotice error={save.error} />}
        <div className="flex justify-end gap-2 pt-1">
          <Button onClick={onClose}>{text.cancel}</Button>
          <Button variant="primary" type="submit" disabled={name.trim() === '' || save.isPending}>
            {text.save}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
