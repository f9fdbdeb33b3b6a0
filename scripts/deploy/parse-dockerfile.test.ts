import { expect, test } from 'vitest';
import { execForm, parseDockerfile } from './parse-dockerfile.ts';

const TEXT = `# about
FROM node AS build
RUN one \\
  && two
FROM node
CMD ["start"]
HEALTHCHECK --interval=1s \\
  CMD ["node", "-e", "1"]
`;

test('stages are read with their names, lines joined and comments gone', () => {
  const stages = parseDockerfile(TEXT);
  expect(stages.map(stage => stage.name)).toEqual(['build', '']);
  expect(stages[0]!.instructions).toEqual([{ name: 'RUN', text: 'one && two' }]);
  expect(execForm(stages[1]!, 'CMD')).toEqual(['start']);
  expect(execForm(stages[1]!, 'HEALTHCHECK')).toEqual(['node', '-e', '1']);
});

test('a command that is no list is refused, as an engine would run it in a shell', () => {
  expect(() => execForm(parseDockerfile('FROM node\nCMD start')[0]!, 'CMD')).toThrow(/not a list/);
});
