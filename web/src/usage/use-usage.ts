import { useQuery } from '@tanstack/react-query';
import { getUsage } from '#api/usage.ts';
import type { UsageMeter } from '#api/usage.ts';

/** How the workspace stands in its current period. */
export const useUsage = () =>
  useQuery({ queryKey: ['usage'], queryFn: ({ signal }) => getUsage(signal), staleTime: 30_000 });

/** What is gone, work under way included; null where nothing limits it. */
export const fractionUsed = ({ limit, used, reserved }: UsageMeter): number | null =>
  limit === null ? null : limit === 0 ? 1 : (used + reserved) / limit;
