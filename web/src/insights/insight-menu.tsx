import { Copy, Download, Ellipsis, RotateCcw, Share2, Trash2, X } from 'lucide-react';
import { Suspense, useState } from 'react';
import { insightExportUrl, isUnderway } from '#api/insights.ts';
import { lazyPart } from '#components/lazy-part.ts';
import { Button } from '#components/ui/button.tsx';
import {
  DropdownMenu,
  DropdownMenuContent,
  DropdownMenuItem,
  DropdownMenuSeparator,
  DropdownMenuTrigger,
} from '#components/ui/dropdown-menu.tsx';
import { useText } from '#language/language.tsx';
import { useSession } from '#session/use-session.ts';
import { useInsightText } from './insight-words.ts';
import { useChangeInsight, useDeleteInsight } from './use-insights.ts';
import type { Insight, InsightAction } from '#api/insights.ts';

const ShareDialog = lazyPart(() => import('#sharing/share-dialog.tsx'));

/** What can be done with an insight. Deleting asks nothing: it can be undone. */
export function InsightMenu({ insight }: { insight: Insight }) {
  const words = useInsightText();
  const { scopes } = useSession();
  const [isSharing, setSharing] = useState(false);
  const isReady = insight.status === 'ready';
  return (
    <>
      <DropdownMenu>
        <DropdownMenuTrigger asChild>
          <Button variant="ghost" size="icon-small" aria-label={words.more(insight.title)}>
            <Ellipsis />
          </Button>
        </DropdownMenuTrigger>
        <DropdownMenuContent>
          {isReady && <ExportItems insight={insight} />}
          {isReady && scopes.includes('shares:write') && (
            <DropdownMenuItem onSelect={() => setSharing(true)}>
              <Share2 /> {words.share}
            </DropdownMenuItem>
          )}
          {scopes.includes('insights:write') && <ChangeItems insight={insight} />}
        </DropdownMenuContent>
      </DropdownMenu>
      {isSharing && (
        <Suspense>
          <ShareDialog target={{ insight_id: insight.id }} onClose={() => setSharing(false)} />
        </Suspense>
      )}
    </>
  );
}

/** The page is opened, for the browser to print; the others are files. */
function ExportItems({ insight }: { insight: Insight }) {
  const words = useInsightText();
  return (
    <>
      {insight.exports.map(format => (
        <DropdownMenuItem asChild key={format}>
          <a
            href={insightExportUrl(insight.id, format)}
            {...(format === 'html' ? { target: '_blank', rel: 'noreferrer' } : { download: '' })}
          >
            <Download /> {words.exports[format]}
          </a>
        </DropdownMenuItem>
      ))}
      <DropdownMenuSeparator />
    </>
  );
}

function ChangeItems({ insight }: { insight: Insight }) {
  const words = useInsightText();
  const text = useText();
  const change = useChangeInsight();
  const remove = useDeleteInsight();
  const { id, status } = insight;
  const does = (action: InsightAction) => () => change.mutate({ id, action });
  return (
    <>
      {isUnderway(insight) && (
        <DropdownMenuItem onSelect={does('cancel')}>
          <X /> {text.cancel}
        </DropdownMenuItem>
      )}
      {(status === 'failed' || status === 'cancelled') && (
        <DropdownMenuItem onSelect={does('retry')}>
          <RotateCcw /> {text.retry}
        </DropdownMenuItem>
      )}
      {status === 'ready' && (
        <>
          <DropdownMenuItem onSelect={does('regenerate')}>
            <RotateCcw /> {words.again}
          </DropdownMenuItem>
          <DropdownMenuItem onSelect={does('duplicate')}>
            <Copy /> {words.duplicate}
          </DropdownMenuItem>
        </>
      )}
      <DropdownMenuItem danger onSelect={() => remove.mutate(id)}>
        <Trash2 /> {words.deleteInsight}
      </DropdownMenuItem>
    </>
  );
}
