const MAX_CHARACTERS = 80;

const words = new Intl.Segmenter('und', { granularity: 'word' });

/** The question itself on one line, cut at a word when it is long. */
export function titleFromQuestion(question: string): string {
  const line = question.replace(/\s+/g, ' ').trim();
  if (line.length <= MAX_CHARACTERS) return line;
  let title = '';
  for (const { segment } of words.segment(line)) {
    if (title.length + segment.length >= MAX_CHARACTERS) break;
    title += segment;
  }
  return `${(title.trimEnd() || line.slice(0, MAX_CHARACTERS - 1)).toWellFormed()}…`;
}
