import type {
  AnswerWithSources,
  FetchedText,
  FoundPassage,
  ListedDocument,
  Source,
} from './library-tools.ts';

// What a model reads of a tool's result; programs read the structured one.

export function describePassages(passages: FoundPassage[]): string {
  if (passages.length === 0) return 'Nothing found.';
  return passages
    .map((passage, index) => `[${index + 1}] ${placeOf(passage)} (id ${passage.chunk_id})\n${passage.text}`)
    .join('\n\n');
}

export function describeText({ document_title, text, next_page }: FetchedText): string {
  const more = next_page === null ? '' : `\n\n(The document goes on at page ${next_page}.)`;
  return `${document_title}\n\n${text}${more}`;
}

export function describeAnswer({ text, citations, label }: AnswerWithSources): string {
  const sources = citations.map(each => `[${each.index}] ${placeOf(each)}: “${each.quote}”`);
  return [text, sources.join('\n'), label ?? ''].filter(each => each !== '').join('\n\n');
}

export function describeDocuments(documents: ListedDocument[]): string {
  if (documents.length === 0) return 'There are no documents.';
  return documents.map(({ id, title, status }) => `${title} (id ${id}, ${status})`).join('\n');
}

function placeOf(place: Pick<Source, 'document_title' | 'paged' | 'page_start' | 'page_end'>): string {
  const { document_title: title, paged, page_start: start, page_end: end } = place;
  if (!paged || start === null) return title;
  return start === end ? `${title}, page ${start}` : `${title}, pages ${start}–${end}`;
}
