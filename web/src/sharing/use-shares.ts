import { useMutation, useQueryClient } from '@tanstack/react-query';
import { revokeShare } from '#api/shares.ts';
import type { Share } from '#api/shares.ts';

export const sharesKey = ['shares'];

export const isOpen = (share: Share): boolean =>
  share.revoked_at === null && new Date(share.expires_at) > new Date();

export function useRevokeShare() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: revokeShare,
    meta: { isAnnounced: true },
    onSettled: () => client.invalidateQueries({ queryKey: sharesKey }),
  });
}
