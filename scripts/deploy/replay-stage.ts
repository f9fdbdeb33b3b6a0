import { cpSync, mkdirSync, statSync } from 'node:fs';
import path from 'node:path';
import type { Instruction, Stage } from './parse-dockerfile.ts';

export interface Replay {
  /** Stands for `/` of the stage. */
  root: string;
  environment: Record<string, string>;
  /** What only a container engine can do, as it stands. */
  left: string[];
}

export interface ReplayOptions {
  root: string;
  /** Where `COPY` without `--from` copies from: only what an engine would be sent. */
  context: string;
  /** Roots of the stages before, by name. */
  stages: Map<string, string>;
  run(command: string, options: { cwd: string; environment: Record<string, string> }): Promise<void>;
}

/** Does in a folder what an engine does in a layer; commands other than npm need the system of the image and are left. */
export async function replayStage(stage: Stage, options: ReplayOptions): Promise<Replay> {
  const replay: Replay = { root: options.root, environment: {}, left: [] };
  let cwd = options.root;
  for (const instruction of stage.instructions) {
    if (instruction.name === 'WORKDIR')
      mkdirSync((cwd = inside(options.root, cwd, instruction.text)), { recursive: true });
    if (instruction.name === 'COPY') copy(instruction, { ...options, cwd });
    if (instruction.name === 'ENV') Object.assign(replay.environment, readVariables(instruction.text));
    if (instruction.name === 'VOLUME')
      mkdirSync(inside(options.root, cwd, instruction.text), { recursive: true });
    if (instruction.name !== 'RUN') continue;
    if (!instruction.text.startsWith('npm ')) replay.left.push(instruction.text);
    else await options.run(instruction.text, { cwd, environment: replay.environment });
  }
  return replay;
}

const inside = (root: string, cwd: string, target: string): string =>
  target.startsWith('/') ? path.join(root, target) : path.join(cwd, target);

const readVariables = (text: string): [string, string][] | Record<string, string> =>
  Object.fromEntries([...text.matchAll(/(\w+)=(\S+)/g)].map(([, name, value]) => [name!, value!]));

/** Of one thing its contents when it is a folder, of several each into the target, as Docker does. */
function copy({ text }: Instruction, { root, context, stages, cwd }: ReplayOptions & { cwd: string }): void {
  const words = text.split(/\s+/);
  const from = /^--from=(?<stage>\S+)$/.exec(words[0]!)?.groups!['stage'];
  const source = from === undefined ? context : stages.get(from);
  if (source === undefined) throw new Error(`COPY ${text}: there is no stage ${from}`);
  const paths = words.slice(from === undefined ? 0 : 1);
  const target = paths.pop()!;
  for (const each of paths) {
    const found = path.join(source, each);
    const into = inside(root, cwd, target);
    const name = statSync(found).isDirectory() || !/(^\.|\/)$/.test(target) ? '' : path.basename(found);
    cpSync(found, path.join(into, name), { recursive: true, verbatimSymlinks: true });
  }
}
