import { expect, test } from 'vitest';
import { findQuestions } from './find-questions.ts';
import { findSentences } from './find-sentences.ts';

const passage = (number: number, text: string) => ({ number, text, headings: [] });

test('sentences come in the order of the document and word for word', () => {
  const text =
    'The harbour gate opens at seven every morning of the week. Fares rose last year by four per cent in all zones. ' +
    'When the tide is high the harbour gate opens an hour later. Who asked?';
  const found = findSentences([passage(1, text)], 2);
  expect(found).toHaveLength(2);
  for (const { unit } of found) expect(text.slice(unit.start, unit.end)).toBe(unit.text);
  expect(found[0]!.unit.start).toBeLessThan(found[1]!.unit.start);
});

test('a question that stands in a document is found with what follows it', () => {
  const text =
    'When does the gate open?\nIt opens at seven. It closes at nine.\n\nIs there a ferry? Yes, hourly.';
  const found = findQuestions([passage(1, text)], 10);
  expect(found.map(each => [each.unit.text, each.answers.map(answer => answer.unit.text)])).toEqual([
    ['When does the gate open?', ['It opens at seven.', 'It closes at nine.']],
    ['Is there a ferry?', ['Yes, hourly.']],
  ]);
});

test('a question that nothing follows is no question with an answer', () => {
  expect(findQuestions([passage(1, 'What now? And then?')], 10)).toEqual([]);
});
