import { useMemo } from 'react';
import { InsightSections } from '#insights/insight-sections.tsx';
import { SharedSources } from './shared-sources.tsx';
import { toQuotation } from './to-quotation.ts';
import type { InsightContent } from '#api/insights.ts';
import type { SharedInsight as Shared } from '#api/shares.ts';

/** An insight as a stranger reads it: the same sections, and cards that lead nowhere. */
export function SharedInsight({ shared }: { shared: Shared }) {
  const { content } = shared;
  const insight = useMemo(
    () =>
      ({ ...content, id: '', citations: content.citations.map(toQuotation) }) as unknown as InsightContent,
    [content],
  );
  return (
    <>
      {content.label && (
        <p className="mt-4 w-fit rounded-lg bg-warning-soft px-2.5 py-1 text-xs leading-5 text-warning">
          {content.label}
        </p>
      )}
      <InsightSections insight={insight} />
      <SharedSources citations={content.citations} />
    </>
  );
}
