import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Plus } from 'lucide-react';
import { useState } from 'react';
import { PageSection } from '#app/page-frame.tsx';
import { deleteApiKey, listApiKeys } from '#api/workspace.ts';
import { AlertDialog } from '#components/ui/alert-dialog.tsx';
import { Button } from '#components/ui/button.tsx';
import { DataTable } from '#components/ui/data-table.tsx';
import { QueryState } from '#components/ui/query-state.tsx';
import { formatDay, formatTime } from '#language/format-time.ts';
import { useLanguage } from '#language/language.tsx';
import { NewKeyDialog } from './new-key-dialog.tsx';
import { useSettingText } from './setting-words.ts';
import type { ApiKey } from '#api/workspace.ts';

export function ApiKeys() {
  const words = useSettingText();
  const { language } = useLanguage();
  const [isMaking, setMaking] = useState(false);
  const query = useQuery({ queryKey: ['api-keys'], queryFn: ({ signal }) => listApiKeys(signal) });
  const keys = query.data?.items ?? [];
  const columns = [
    {
      name: words.name,
      cell: (key: ApiKey) => <span className="block min-w-32 [overflow-wrap:anywhere]">{key.name}</span>,
    },
    { name: words.beginning, cell: (key: ApiKey) => <code className="text-xs">{key.hint}</code> },
    {
      name: words.lastUsed,
      cell: (key: ApiKey) => (key.last_used_at ? formatTime(key.last_used_at, language) : words.notUsed),
    },
    {
      name: words.keyEnds,
      cell: (key: ApiKey) => (key.expires_at ? formatDay(key.expires_at, language) : words.never),
    },
    { name: '', cell: (key: ApiKey) => <RevokeKey apiKey={key} /> },
  ];
  return (
    <PageSection
      title={words.keys}
      explain={words.keysExplain}
      actions={
        <Button onClick={() => setMaking(true)}>
          <Plus /> {words.newKey}
        </Button>
      }
    >
      <QueryState query={query} empty={keys.length === 0 && words.noKeys}>
        <DataTable label={words.keys} rows={keys} keyOf={key => key.id} columns={columns} />
      </QueryState>
      {isMaking && <NewKeyDialog onClose={() => setMaking(false)} />}
    </PageSection>
  );
}

function RevokeKey({ apiKey }: { apiKey: ApiKey }) {
  const words = useSettingText();
  const { text } = useLanguage();
  const client = useQueryClient();
  const [isAsking, setAsking] = useState(false);
  const revoke = useMutation({
    mutationFn: () => deleteApiKey(apiKey.id),
    meta: { isAnnounced: true },
    onSettled: () => client.invalidateQueries({ queryKey: ['api-keys'] }),
  });
  return (
    <>
      <span className="flex justify-end">
        <Button size="small" aria-label={`${words.revoke}: ${apiKey.name}`} onClick={() => setAsking(true)}>
          {words.revoke}
        </Button>
      </span>
      <AlertDialog
        open={isAsking}
        onOpenChange={setAsking}
        title={words.revokeTitle}
        description={words.revokeExplain(apiKey.name)}
        cancelLabel={text.cancel}
        confirmLabel={words.revoke}
        onConfirm={() => revoke.mutate()}
      />
    </>
  );
}
