import { useMutation, useQueryClient } from '@tanstack/react-query';
import { createApiKey } from '#api/workspace.ts';
import { Button } from '#components/ui/button.tsx';
import { Dialog } from '#components/ui/dialog.tsx';
import { Input } from '#components/ui/input.tsx';
import { SecretField } from '#components/ui/secret-field.tsx';
import { Select } from '#components/ui/select.tsx';
import { ErrorNotice } from '#language/error-notice.tsx';
import { useText } from '#language/language.tsx';
import { useSession } from '#session/use-session.ts';
import { useSettingText } from './setting-words.ts';
import type { SubmitEvent } from 'react';

const dayMs = 86_400_000;

/** Asks for a name and limits; then shows the secret, once. */
export function NewKeyDialog({ onClose }: { onClose: () => void }) {
  const words = useSettingText();
  const text = useText();
  const { create, submit } = useCreateKey();
  return (
    <Dialog
      open
      onOpenChange={onClose}
      title={words.newKey}
      description={create.data ? words.keySecret : words.keysExplain}
    >
      {create.data ? (
        <div className="mt-4 space-y-5">
          <SecretField label={words.newKey} value={create.data.secret} />
          <Button variant="primary" className="w-full" onClick={onClose}>
            {words.done}
          </Button>
        </div>
      ) : (
        <form onSubmit={submit} className="mt-4 space-y-3 text-sm">
          <label className="flex flex-col gap-1.5 font-medium">
            <span>{words.keyName}</span>
            <Input name="name" required maxLength={200} autoComplete="off" />
          </label>
          <label className="flex flex-col gap-1.5 font-medium">
            <span>{words.keyScopes}</span>
            <Select name="scopes" className="h-10 w-full font-normal">
              <option value="all">{words.allScopes}</option>
              <option value="read">{words.readOnly}</option>
            </Select>
          </label>
          <label className="flex flex-col gap-1.5 font-medium">
            <span>{words.keyEnds}</span>
            <Select name="days" className="h-10 w-full font-normal">
              <option value="">{words.never}</option>
              {[7, 30, 90].map(days => (
                <option key={days} value={days}>
                  {words.days(days)}
                </option>
              ))}
            </Select>
          </label>
          {create.error && <ErrorNotice error={create.error} />}
          <div className="flex justify-end gap-2 pt-2">
            <Button onClick={onClose}>{text.cancel}</Button>
            <Button type="submit" variant="primary" disabled={create.isPending}>
              {words.create}
            </Button>
          </div>
        </form>
      )}
    </Dialog>
  );
}

function useCreateKey() {
  const client = useQueryClient();
  const { scopes } = useSession();
  const create = useMutation({
    mutationFn: createApiKey,
    onSuccess: () => client.invalidateQueries({ queryKey: ['api-keys'] }),
  });
  const submit = (event: SubmitEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    const read = (name: string) => form.get(name) as string;
    const days = Number(read('days'));
    create.mutate({
      name: read('name').trim(),
      ...(read('scopes') === 'read' && { scopes: scopes.filter(scope => scope.endsWith(':read')) }),
      ...(days > 0 && { expires_at: new Date(Date.now() + days * dayMs).toISOString() }),
    });
  };
  return { create, submit };
}
