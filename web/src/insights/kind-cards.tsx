import {
  MessageCircleQuestion,
  Mic,
  NotebookPen,
  Pencil,
  Plus,
  Presentation,
  ScrollText,
} from 'lucide-react';
import { Suspense, useState } from 'react';
import { lazyPart } from '#components/lazy-part.ts';
import { useSession } from '#session/use-session.ts';
import { Button } from '#components/ui/button.tsx';
import { useInsightText } from './insight-words.ts';
import { KindCard } from './kind-card.tsx';
import { useInsightKinds, useInsights, useIsKeyless } from './use-insights.ts';
import type { LucideIcon } from 'lucide-react';
import type { ReactNode } from 'react';
import type { Scope } from '#api/conversations.ts';
import type { Insight, InsightKind } from '#api/insights.ts';
import type { GenerateOptions } from './insight-options.tsx';

const KindDialog = lazyPart(() => import('./kind-dialog.tsx'));

const icons: Record<string, LucideIcon> = {
  summary: ScrollText,
  'questions-and-answers': MessageCircleQuestion,
  'interview-tips': Mic,
  slides: Presentation,
};

interface KindCardsProps {
  scope: Scope;
  obstacle: string | null;
  options: GenerateOptions;
}

/** A card for each kind; those that people saved stand below the four. */
export function KindCards({ scope, obstacle, options }: KindCardsProps) {
  const words = useInsightText();
  const kinds = useInsightKinds();
  const { insights } = useInsights();
  const isKeyless = useIsKeyless();
  const { scopes } = useSession();
  const canWrite = scopes.includes('insights:write');
  const card = (kind: InsightKind) => {
    const reason = canWrite ? (isKeyless && !kind.keyless ? words.needsModel : null) : words.cannotAsk;
    return (
      <KindCard
        name={nameOf(kind, words.kinds)}
        explain={kind.instructions ?? words.explains[kind.id] ?? ''}
        icon={kind.version === null ? icons[kind.base] : NotebookPen}
        latest={latestOf(kind, insights, scope)}
        request={{ ...scope, ...options, kind: kind.id }}
        obstacle={reason}
        isBlocked={obstacle !== null}
      />
    );
  };
  return (
    <>
      <ul className="mt-3 grid grid-cols-1 gap-2.5 min-[420px]:grid-cols-2 lg:grid-cols-1 2xl:grid-cols-2">
        {kinds
          .filter(kind => kind.version === null)
          .map(kind => (
            <li key={kind.id}>{card(kind)}</li>
          ))}
      </ul>
      <OwnKinds kinds={kinds.filter(kind => kind.version !== null)} card={card} canWrite={canWrite} />
    </>
  );
}

interface OwnKindsProps {
  kinds: InsightKind[];
  card: (kind: InsightKind) => ReactNode;
  canWrite: boolean;
}

function OwnKinds({ kinds, card, canWrite }: OwnKindsProps) {
  const words = useInsightText();
  const [open, setOpen] = useState<InsightKind | 'new' | null>(null);
  if (kinds.length === 0 && !canWrite) return null;
  return (
    <>
      <div className="mt-4 flex items-center justify-between gap-2">
        <h3 className="text-xs font-semibold leading-6 text-muted">{words.ownKinds}</h3>
        {canWrite && (
          <Button variant="ghost" size="small" onClick={() => setOpen('new')}>
            <Plus /> {words.newKind}
          </Button>
        )}
      </div>
      <ul className="space-y-2.5">
        {kinds.map(kind => (
          <li key={kind.id} className="relative">
            {card(kind)}
            {canWrite && (
              <Button
                variant="ghost"
                size="icon-small"
                aria-label={words.changeKind(kind.name)}
                className="absolute top-2 right-2"
                onClick={() => setOpen(kind)}
              >
                <Pencil />
              </Button>
            )}
          </li>
        ))}
      </ul>
      {open && (
        <Suspense>
          <KindDialog kind={open === 'new' ? undefined : open} onClose={() => setOpen(null)} />
        </Suspense>
      )}
    </>
  );
}

const nameOf = (kind: InsightKind, names: Record<string, string>): string =>
  kind.version === null ? (names[kind.id] ?? kind.name) : kind.name;

/** Of documents that were chosen one by one, the latest insight about just these; of a library, the latest of all. */
function latestOf(kind: InsightKind, insights: Insight[], scope: Scope): Insight | undefined {
  const wanted = [...scope.document_ids].toSorted().join();
  return insights.find(insight => {
    const isKind =
      kind.version === null
        ? insight.kind === kind.id && insight.kind_name === null
        : insight.kind_name === kind.name;
    if (!isKind || wanted === '') return isKind;
    return (
      insight.documents
        .map(each => each.id)
        .toSorted()
        .join() === wanted
    );
  });
}
