import { Suspense } from 'react';
import { lazyPart } from '#components/lazy-part.ts';
import { withoutOpenMarker } from './split-citations.ts';

// Most of the script of this page is Markdown; it is fetched when the first answer is shown.
const AnswerMarkdown = lazyPart(() => import('./answer-markdown.tsx'));

export function AnswerText({ text, isStreaming }: { text: string; isStreaming: boolean }) {
  const shown = isStreaming ? withoutOpenMarker(text) : text;
  return (
    <Suspense fallback={<p className="whitespace-pre-wrap text-[15px] leading-7">{shown}</p>}>
      <AnswerMarkdown text={shown} />
    </Suspense>
  );
}
