import { useMemo } from 'react';
import { AnswerText } from '#chat/answer-text.tsx';
import { CitationsContext } from '#chat/citations-context.ts';
import { classNames } from '#components/class-names.ts';
import { useInsightText } from './insight-words.ts';
import type { InsightContent, InsightItem, InsightSection } from '#api/insights.ts';

/** What is written, each text with its citations and the marks of its proof. */
export function InsightSections({ insight }: { insight: InsightContent }) {
  const sections = insight.sections.filter(
    section => section.entries.length > 0 || section.status === 'pending',
  );
  return sections.map(section => (
    <section key={section.number} className="mt-5">
      {(sections.length > 1 || insight.layout === 'slides') && section.title !== '' && (
        <h3 className="text-sm font-semibold leading-6 [overflow-wrap:anywhere]">{section.title}</h3>
      )}
      {section.status === 'pending' ? <Pending /> : <Entries section={section} insight={insight} />}
    </section>
  ));
}

function Pending() {
  const words = useInsightText();
  return <p className="text-sm leading-6 text-muted">{words.writing}</p>;
}

function Entries({ section, insight }: { section: InsightSection; insight: InsightContent }) {
  const isSlides = insight.layout === 'slides';
  return section.entries.map((entry, at) => (
    <div
      // Entries have no name of their own, and never change places.
      key={at}
      className={classNames('mt-2', isSlides && 'rounded-xl border bg-background px-3.5 py-3')}
    >
      {entry.heading !== null && (
        <h4 className="text-sm font-medium leading-6 [overflow-wrap:anywhere]">{entry.heading}</h4>
      )}
      {entry.items.length === 1 && insight.layout === 'pairs' ? (
        <Item item={entry.items[0]!} insight={insight} />
      ) : (
        <ul className="list-disc space-y-1 pl-5 marker:text-muted">
          {entry.items.map(item => (
            <li key={item.text}>
              <Item item={item} insight={insight} />
            </li>
          ))}
        </ul>
      )}
    </div>
  ));
}

function Item({ item, insight }: { item: InsightItem; insight: InsightContent }) {
  const { id: messageId, citations } = insight;
  const context = useMemo(
    () => ({ messageId, citations, proof: item.proof, isInsight: true }),
    [messageId, citations, item.proof],
  );
  return (
    <CitationsContext value={context}>
      <AnswerText text={item.text} isStreaming={false} />
    </CitationsContext>
  );
}
