import { useQuery } from '@tanstack/react-query';
import { PageSection } from '#app/page-frame.tsx';
import { Button } from '#components/ui/button.tsx';
import { DataTable } from '#components/ui/data-table.tsx';
import { QueryState } from '#components/ui/query-state.tsx';
import { formatTime } from '#language/format-time.ts';
import { useLanguage } from '#language/language.tsx';
import { listShares } from '#api/shares.ts';
import { isOpen, sharesKey, useRevokeShare } from '#sharing/use-shares.ts';
import { useSettingText } from './setting-words.ts';
import type { Share } from '#api/shares.ts';

export function SharedLinks() {
  const words = useSettingText();
  const { language } = useLanguage();
  const query = useQuery({
    queryKey: [...sharesKey, 'all'],
    queryFn: ({ signal }) => listShares(undefined, signal),
  });
  const shares = query.data?.items ?? [];
  const stateOf = (share: Share) =>
    share.revoked_at ? words.takenBack : isOpen(share) ? words.open : words.ended;
  const columns = [
    { name: words.links, cell: (share: Share) => words.kinds[share.kind] },
    { name: words.keyEnds, cell: (share: Share) => formatTime(share.expires_at, language) },
    { name: words.state, cell: stateOf },
    { name: '', cell: (share: Share) => <TakeBack share={share} /> },
  ];
  return (
    <PageSection title={words.links} explain={words.linksExplain}>
      <QueryState query={query} empty={shares.length === 0 && words.noLinks}>
        <DataTable label={words.links} rows={shares} keyOf={share => share.id} columns={columns} />
      </QueryState>
    </PageSection>
  );
}

function TakeBack({ share }: { share: Share }) {
  const words = useSettingText();
  const revoke = useRevokeShare();
  if (!isOpen(share)) return null;
  return (
    <Button size="small" disabled={revoke.isPending} onClick={() => revoke.mutate(share.id)}>
      {words.takeBack}
    </Button>
  );
}
