import { useContext, useMemo } from 'react';
import Markdown from 'react-markdown';
import remarkGfm from 'remark-gfm';
import { CitationMarker } from './citation-marker.tsx';
import { CitationsContext } from './citations-context.ts';
import { markCitations } from './mark-citations.ts';
import { markProof } from './mark-proof.ts';
import { ProofMark, ProofNote } from './proof-mark.tsx';
import type { ComponentProps, ReactNode } from 'react';
import type { Components } from 'react-markdown';

/**
 * What a document or a model wrote may try to fetch or to lead away: links are words, pictures are their descriptions,
 * HTML is text. Only citations can be clicked.
 */
const components = {
  a: LinkAsText,
  img: ({ alt }: ComponentProps<'img'>) => <span className="text-muted">{alt}</span>,
  input: ({ checked }: ComponentProps<'input'>) => <span aria-hidden="true">{checked ? '☑ ' : '☐ '}</span>,
  table: ({ children }: { children?: ReactNode }) => (
    <div className="overflow-x-auto">
      <table className="table-plain">{children}</table>
    </div>
  ),
  'citation-marker': CitationMarker,
  'proof-mark': ProofMark,
  'proof-note': ProofNote,
} as Components;

export default function AnswerMarkdown({ text }: { text: string }) {
  const { proof } = useContext(CitationsContext);
  const plugins = useMemo(() => [remarkGfm, markProof(proof?.sentences ?? []), markCitations], [proof]);
  return (
    <div className="prose-answer text-[15px]">
      <Markdown remarkPlugins={plugins} components={components}>
        {text}
      </Markdown>
    </div>
  );
}

function LinkAsText({ href, children }: ComponentProps<'a'>) {
  const isShown = children === href || !href || !/^https?:/.test(href);
  return (
    <span>
      {children}
      {!isShown && <span className="text-muted"> ({href})</span>}
    </span>
  );
}
