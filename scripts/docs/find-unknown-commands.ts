import type { Command } from 'commander';

/** What pages tell to run with `npx quarry` and the program would not take: unknown commands, options, missing arguments. */
export function findUnknownCommands(markdown: string, program: Command): string[] {
  const blocks = [...markdown.matchAll(/```sh\n(?<lines>[\s\S]*?)```/g)].map(
    match => match.groups!['lines']!,
  );
  const lines = blocks.flatMap(block => block.replaceAll('\\\n', ' ').split('\n'));
  return lines
    .filter(line => line.startsWith('npx quarry '))
    .map(line => line.replace(/\s#.*$/, ''))
    .flatMap(line => judge(wordsOf(line).slice(2), program).map(problem => `${problem}: ${line}`));
}

/** As a shell splits them, quotes taken off. */
const wordsOf = (line: string): string[] =>
  [...line.matchAll(/"(?<quoted>[^"]*)"|(?<plain>\S+)/g)].map(
    ({ groups }) => groups!['quoted'] ?? groups!['plain']!,
  );

function judge(words: string[], program: Command): string[] {
  let command = program;
  let rest = words;
  while (rest.length > 0) {
    const next = command.commands.find(each => each.name() === rest[0]);
    if (next === undefined) break;
    [command, rest] = [next, rest.slice(1)];
  }
  const [first = ''] = rest;
  const takesNone = command.registeredArguments.length === 0;
  if (command === program || (takesNone && command.commands.length > 0 && /^[^-]/.test(first)))
    return ['no such command'];
  // A command with others below it may hand its options on to one of them.
  const options = [command, ...command.commands, program].flatMap(each => each.options);
  const unknown = rest.filter(
    word => word.startsWith('-') && !options.some(option => option.long === word || option.short === word),
  );
  if (unknown.length > 0) return unknown.map(word => `no option ${word}`);
  const isMissing = command.registeredArguments.some(argument => argument.required) && rest.length === 0;
  return isMissing ? ['an argument is missing'] : [];
}
