import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { createShare, listShares } from '#api/shares.ts';
import { Button } from '#components/ui/button.tsx';
import { Dialog } from '#components/ui/dialog.tsx';
import { SecretField } from '#components/ui/secret-field.tsx';
import { Select } from '#components/ui/select.tsx';
import { ErrorNotice } from '#language/error-notice.tsx';
import { formatTime } from '#language/format-time.ts';
import { useLanguage } from '#language/language.tsx';
import { useShareText } from './share-words.ts';
import { isOpen, sharesKey, useRevokeShare } from './use-shares.ts';
import type { ShareTarget } from '#api/shares.ts';

interface ShareDialogProps {
  target: ShareTarget;
  onClose: () => void;
}

/** Makes links to one chat or insight, and takes back those that are open. */
export default function ShareDialog({ target, onClose }: ShareDialogProps) {
  const words = useShareText();
  const client = useQueryClient();
  const [days, setDays] = useState(7);
  const kind = 'conversation_id' in target ? 'conversation' : 'insight';
  const create = useMutation({
    mutationFn: () => createShare(target, days),
    onSuccess: () => client.invalidateQueries({ queryKey: sharesKey }),
  });
  return (
    <Dialog open onOpenChange={onClose} title={words.share} description={words.explain}>
      <div className="mt-4 space-y-4 text-sm">
        {create.data ? (
          <div className="space-y-2">
            <p className="font-medium leading-6">{words.copyNow}</p>
            <SecretField
              label={words.share}
              value={`${window.location.origin}/share/${kind}#${create.data.token}`}
            />
          </div>
        ) : (
          <div className="flex flex-wrap items-center gap-2">
            <label htmlFor="share-days" className="leading-6">
              {words.endsAfter}
            </label>
            <Select id="share-days" value={days} onChange={event => setDays(Number(event.target.value))}>
              {[1, 7, 30, 90].map(count => (
                <option key={count} value={count}>
                  {words.days(count)}
                </option>
              ))}
            </Select>
            <Button variant="primary" disabled={create.isPending} onClick={() => create.mutate()}>
              {words.create}
            </Button>
          </div>
        )}
        {create.error && <ErrorNotice error={create.error} />}
        <OpenLinks targetId={Object.values(target)[0] as string} />
      </div>
    </Dialog>
  );
}

function OpenLinks({ targetId }: { targetId: string }) {
  const words = useShareText();
  const { language } = useLanguage();
  const revoke = useRevokeShare();
  const { data } = useQuery({
    queryKey: [...sharesKey, targetId],
    queryFn: ({ signal }) => listShares(targetId, signal),
  });
  const open = data?.items.filter(isOpen) ?? [];
  if (open.length === 0) return null;
  return (
    <div>
      <h3 className="text-xs leading-5 text-muted">{words.open}</h3>
      <ul>
        {open.map(share => (
          <li key={share.id} className="flex items-center justify-between gap-3 py-1.5 leading-6">
            {words.until(formatTime(share.expires_at, language))}
            <Button size="small" disabled={revoke.isPending} onClick={() => revoke.mutate(share.id)}>
              {words.takeBack}
            </Button>
          </li>
        ))}
      </ul>
    </div>
  );
}
