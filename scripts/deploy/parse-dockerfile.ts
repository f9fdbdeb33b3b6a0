export interface Instruction {
  name: string;
  text: string;
}

export interface Stage {
  name: string;
  instructions: Instruction[];
}

/** The stages of a Dockerfile, with comments gone and continued lines joined. */
export function parseDockerfile(text: string): Stage[] {
  const lines = text
    .split('\n')
    .filter(line => !/^\s*#/.test(line))
    .join('\n')
    .replace(/\\\n\s*/g, '')
    .split('\n')
    .map(line => line.trim())
    .filter(line => line !== '');
  const stages: Stage[] = [];
  for (const line of lines) {
    const [, name = '', rest = ''] = /^(\w+)\s+(.*)$/.exec(line) ?? [];
    if (name === 'FROM')
      stages.push({ name: / AS (?<as>\S+)$/i.exec(rest)?.groups!['as'] ?? '', instructions: [] });
    else if (stages.length === 0) throw new Error(`${name} stands before the first FROM`);
    else stages.at(-1)!.instructions.push({ name, text: rest });
  }
  return stages;
}

/** What the image runs: `ENTRYPOINT ["a", "b"]` and the like. */
export function execForm(stage: Stage, name: string): string[] {
  const found = stage.instructions.findLast(instruction => instruction.name === name);
  const list = /\[.*\]$/.exec(found?.text ?? '')?.[0];
  if (list === undefined) throw new Error(`${name} is missing or not a list`);
  return JSON.parse(list) as string[];
}
