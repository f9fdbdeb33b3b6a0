import { useId, useState } from 'react';
import { Button } from '#components/ui/button.tsx';
import { Dialog } from '#components/ui/dialog.tsx';
import { Input } from '#components/ui/input.tsx';
import { Select } from '#components/ui/select.tsx';
import { ErrorNotice } from '#language/error-notice.tsx';
import { useText } from '#language/language.tsx';
import { useInsightText } from './insight-words.ts';
import { useChangeKind, useDeleteKind, useSaveKind } from './use-insights.ts';
import type { InsightKind } from '#api/insights.ts';
import type { FormEvent } from 'react';

interface KindDialogProps {
  /** The one that is changed; undefined: a new one. */
  kind?: InsightKind | undefined;
  /** What a new one begins with. */
  instructions?: string;
  onClose: () => void;
}

/** A kind of one's own: instructions under a name, in the form of one of ours. */
export default function KindDialog({ kind, instructions: first = '', onClose }: KindDialogProps) {
  const words = useInsightText();
  const text = useText();
  const id = useId();
  const [name, setName] = useState(kind?.name ?? '');
  const [base, setBase] = useState(kind?.base ?? 'summary');
  const [instructions, setInstructions] = useState(kind?.instructions ?? first);
  const { save, error, isPending } = useSave(kind, onClose);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    save({ name: name.trim(), base, instructions: instructions.trim() });
  };
  const isEmpty = name.trim() === '' || instructions.trim() === '';
  const title = kind ? words.changeKind(kind.name) : words.newKind;
  return (
    <Dialog open onOpenChange={onClose} title={title} description={words.saveKindExplain}>
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
        <label htmlFor={`${id}-text`} className="block leading-6">
          {words.instructions}
        </label>
        <textarea
          id={`${id}-text`}
          rows={4}
          maxLength={2_000}
          required
          value={instructions}
          placeholder={words.instructionsHint}
          onChange={event => setInstructions(event.target.value)}
          className="w-full resize-y rounded-lg border border-border-strong bg-surface px-3 py-2 text-sm leading-6 placeholder:text-muted"
        />
        {!kind && <FormOfKind id={`${id}-base`} base={base} onBase={setBase} />}
        {error && <ErrorNotice error={error} />}
        <div className="flex flex-wrap items-center justify-end gap-2 pt-1">
          {kind && <DeleteKind kind={kind} onDeleted={onClose} />}
          <Button onClick={onClose}>{text.cancel}</Button>
          <Button variant="primary" type="submit" disabled={isEmpty || isPending}>
            {text.save}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}

function useSave(kind: InsightKind | undefined, onSaved: () => void) {
  const create = useSaveKind();
  const change = useChangeKind();
  const save = (given: { name: string; base: string; instructions: string }) => {
    const { name, instructions } = given;
    if (kind) change.mutate({ kind, name, instructions }, { onSuccess: onSaved });
    else create.mutate(given, { onSuccess: onSaved });
  };
  const { error, isPending } = kind ? change : create;
  return { save, error, isPending };
}

interface FormOfKindProps {
  id: string;
  base: string;
  onBase: (base: string) => void;
}

function FormOfKind({ id, base, onBase }: FormOfKindProps) {
  const words = useInsightText();
  return (
    <>
      <label htmlFor={id} className="block leading-6">
        {words.form}
      </label>
      <Select id={id} className="w-full" value={base} onChange={event => onBase(event.target.value)}>
        {Object.entries(words.kinds).map(([kind, label]) => (
          <option key={kind} value={kind}>
            {label}
          </option>
        ))}
      </Select>
    </>
  );
}

/** Asked twice, in place: what was made by the kind stays, the kind does not come back. */
function DeleteKind({ kind, onDeleted }: { kind: InsightKind; onDeleted: () => void }) {
  const words = useInsightText();
  const text = useText();
  const remove = useDeleteKind();
  const [isSure, setSure] = useState(false);
  const press = () => (isSure ? remove.mutate(kind.id, { onSuccess: onDeleted }) : setSure(true));
  return (
    <Button
      variant={isSure ? 'danger' : 'ghost'}
      className="mr-auto"
      disabled={remove.isPending}
      onClick={press}
    >
      {isSure ? words.deleteKindSure : text.delete}
    </Button>
  );
}
