import { useMutation, useQueryClient } from '@tanstack/react-query';
import { inviteMember } from '#api/workspace.ts';
import { Button } from '#components/ui/button.tsx';
import { Dialog } from '#components/ui/dialog.tsx';
import { Input } from '#components/ui/input.tsx';
import { SecretField } from '#components/ui/secret-field.tsx';
import { Select } from '#components/ui/select.tsx';
import { ErrorNotice } from '#language/error-notice.tsx';
import { useText } from '#language/language.tsx';
import { useSettingText } from './setting-words.ts';
import type { Role } from '#api/workspace.ts';
import type { SubmitEvent } from 'react';

export function InviteDialog({ onClose }: { onClose: () => void }) {
  const words = useSettingText();
  const text = useText();
  const client = useQueryClient();
  const invite = useMutation({
    mutationFn: inviteMember,
    onSuccess: () => client.invalidateQueries({ queryKey: ['members'] }),
  });
  const submit = (event: SubmitEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    const read = (name: string) => form.get(name) as string;
    invite.mutate({ email: read('email').trim(), name: read('name').trim(), role: read('role') as Role });
  };
  if (invite.data) return <LinkDialog token={invite.data.token} onClose={onClose} />;
  return (
    <Dialog open onOpenChange={onClose} title={words.invite} description={words.membersExplain}>
      <form onSubmit={submit} className="mt-4 space-y-3 text-sm">
        <label className="flex flex-col gap-1.5 font-medium">
          <span>{words.email}</span>
          <Input name="email" type="email" required maxLength={320} autoComplete="off" />
        </label>
        <label className="flex flex-col gap-1.5 font-medium">
          <span>{words.name}</span>
          <Input name="name" maxLength={200} autoComplete="off" />
        </label>
        <label className="flex flex-col gap-1.5 font-medium">
          <span>{words.role}</span>
          <Select name="role" defaultValue="member" className="h-10 w-full font-normal">
            {(['member', 'viewer', 'owner'] as const).map(role => (
              <option key={role} value={role}>
                {words.roles[role]}: {words.roleExplain[role]}
              </option>
            ))}
          </Select>
        </label>
        {invite.error && <ErrorNotice error={invite.error} />}
        <div className="flex justify-end gap-2 pt-2">
          <Button onClick={onClose}>{text.cancel}</Button>
          <Button type="submit" variant="primary" disabled={invite.isPending}>
            {words.invite}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}

/** A one-time link to hand over: Quarry sends no mail itself. */
export function LinkDialog({ token, onClose }: { token: string; onClose: () => void }) {
  const words = useSettingText();
  return (
    <Dialog open onOpenChange={onClose} title={words.newLink} description={words.inviteLink}>
      <div className="mt-4 space-y-5">
        <SecretField label={words.newLink} value={`${window.location.origin}/sign-in#token=${token}`} />
        <Button variant="primary" className="w-full" onClick={onClose}>
          {words.done}
        </Button>
      </div>
    </Dialog>
  );
}
