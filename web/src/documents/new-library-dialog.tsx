import { isNameTaken } from '#api/libraries.ts';
import { Button } from '#components/ui/button.tsx';
import { Dialog } from '#components/ui/dialog.tsx';
import { Input } from '#components/ui/input.tsx';
import { describeError } from '#language/describe-error.ts';
import { useText } from '#language/language.tsx';
import { useCreateLibrary } from './use-libraries.ts';
import type { SubmitEvent } from 'react';

interface NewLibraryDialogProps {
  open: boolean;
  onOpenChange: (open: boolean) => void;
}

export function NewLibraryDialog({ open, onOpenChange }: NewLibraryDialogProps) {
  const text = useText();
  const create = useCreateLibrary();
  const submit = (event: SubmitEvent<HTMLFormElement>) => {
    event.preventDefault();
    const name = new FormData(event.currentTarget).get('name');
    if (typeof name === 'string' && name.trim() !== '')
      create.mutate(name.trim(), { onSuccess: () => onOpenChange(false) });
  };
  const problem = create.error && describeError(create.error, text).message;
  return (
    <Dialog
      open={open}
      onOpenChange={onOpenChange}
      title={text.newLibrary}
      description={text.newLibraryExplain}
    >
      <form onSubmit={submit} className="mt-4">
        <label htmlFor="library-name" className="text-sm font-medium">
          {text.libraryName}
        </label>
        <Input id="library-name" name="name" required maxLength={200} autoComplete="off" className="mt-1.5" />
        {problem && (
          <p role="alert" className="mt-2 text-sm leading-6 text-danger">
            {isNameTaken(create.error) ? text.libraryNameTaken : problem}
          </p>
        )}
        <div className="mt-5 flex justify-end gap-2">
          <Button onClick={() => onOpenChange(false)}>{text.cancel}</Button>
          <Button type="submit" variant="primary" disabled={create.isPending}>
            {text.createLibrary}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
