import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { UserPlus } from 'lucide-react';
import { useState } from 'react';
import { PageSection } from '#app/page-frame.tsx';
import { changeRole, createMemberLink, listMembers, removeMember } from '#api/workspace.ts';
import { AlertDialog } from '#components/ui/alert-dialog.tsx';
import { Button } from '#components/ui/button.tsx';
import { DataTable } from '#components/ui/data-table.tsx';
import { QueryState } from '#components/ui/query-state.tsx';
import { Select } from '#components/ui/select.tsx';
import { formatTime } from '#language/format-time.ts';
import { useLanguage, useText } from '#language/language.tsx';
import { nameOfUser } from '#session/name-of-user.ts';
import { useSession } from '#session/use-session.ts';
import { InviteDialog, LinkDialog } from './invite-dialog.tsx';
import { useSettingText } from './setting-words.ts';
import type { Member, Role } from '#api/workspace.ts';

export const membersKey = ['members'];
export const roles: Role[] = ['owner', 'member', 'viewer'];

export function Members() {
  const words = useSettingText();
  const { language } = useLanguage();
  const [isInviting, setInviting] = useState(false);
  const query = useQuery({ queryKey: membersKey, queryFn: ({ signal }) => listMembers(signal) });
  const members = query.data?.items ?? [];
  const columns = [
    { name: words.member, cell: (member: Member) => <NameOf member={member} /> },
    { name: words.role, cell: (member: Member) => <RoleOf member={member} /> },
    {
      name: words.lastSeen,
      cell: (member: Member) =>
        member.last_seen_at ? formatTime(member.last_seen_at, language) : words.notSeen,
    },
    { name: '', cell: (member: Member) => <MemberActions member={member} /> },
  ];
  return (
    <PageSection
      title={words.members}
      explain={words.membersExplain}
      actions={
        <Button onClick={() => setInviting(true)}>
          <UserPlus /> {words.invite}
        </Button>
      }
    >
      <QueryState query={query}>
        <DataTable label={words.members} rows={members} keyOf={member => member.id} columns={columns} />
      </QueryState>
      {isInviting && <InviteDialog onClose={() => setInviting(false)} />}
    </PageSection>
  );
}

function NameOf({ member }: { member: Member }) {
  const { tenant } = useSession();
  const name = nameOfUser({ user: member, tenant });
  return (
    <>
      {name}
      {name !== member.email && <span className="block text-xs leading-5 text-muted">{member.email}</span>}
    </>
  );
}

function useMemberAction<Input>(action: (input: Input) => Promise<unknown>) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: action,
    meta: { isAnnounced: true },
    onSettled: () => client.invalidateQueries({ queryKey: membersKey }),
  });
}

function RoleOf({ member }: { member: Member }) {
  const words = useSettingText();
  const change = useMemberAction((role: Role) => changeRole(member.id, role));
  return (
    <Select
      aria-label={`${words.role}: ${member.email}`}
      value={change.isPending ? change.variables : member.role}
      disabled={change.isPending}
      onChange={event => change.mutate(event.target.value as Role)}
      title={words.roleExplain[member.role]}
    >
      {roles.map(role => (
        <option key={role} value={role}>
          {words.roles[role]}
        </option>
      ))}
    </Select>
  );
}

function MemberActions({ member }: { member: Member }) {
  const words = useSettingText();
  const text = useText();
  const [isAsking, setAsking] = useState(false);
  const remove = useMemberAction(() => removeMember(member.id));
  const link = useMemberAction(() => createMemberLink(member.id));
  return (
    <div className="flex justify-end gap-2">
      <Button
        size="small"
        aria-label={`${words.newLink}: ${member.email}`}
        onClick={() => link.mutate(undefined)}
      >
        {words.newLink}
      </Button>
      <Button size="small" aria-label={`${words.remove}: ${member.email}`} onClick={() => setAsking(true)}>
        {words.remove}
      </Button>
      {link.data !== undefined && (
        <LinkDialog token={(link.data as { token: string }).token} onClose={() => link.reset()} />
      )}
      <AlertDialog
        open={isAsking}
        onOpenChange={setAsking}
        title={words.removeTitle}
        description={words.removeExplain(member.email)}
        cancelLabel={text.cancel}
        confirmLabel={words.remove}
        onConfirm={() => remove.mutate(undefined)}
      />
    </div>
  );
}
