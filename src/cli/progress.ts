import { MultiBar, Presets } from 'cli-progress';
import type { SingleBar } from 'cli-progress';
import type { Output } from './output.ts';

export interface Stage {
  stage: string;
  done: number;
  total: number | null;
  /** Null or undefined: nobody knows. */
  eta_seconds?: number | null;
}

/** Long work as it goes: bars on a terminal, one line for each change otherwise, nothing with --json. */
export interface Progress extends Disposable {
  update(name: string, stage: Stage): void;
  succeed(name: string, summary: string, warnings?: string[]): void;
  fail(name: string, reason: string, nextStep?: string): void;
}

export function createProgress(output: Output): Progress {
  return output.isTerminal ? barProgress() : lineProgress(output);
}

function lineProgress(output: Output): Progress {
  const stages = new Map<string, string>();
  const tell = (name: string, text: string): void => {
    if (stages.get(name) === text) return;
    stages.set(name, text);
    output.line(`${name}: ${text}`);
  };
  return {
    update: (name, stage) => tell(name, stage.stage),
    succeed: (name, summary, warnings = []) => {
      tell(name, summary);
      for (const warning of warnings) output.line(`  ! ${warning}`);
    },
    fail: (name, reason, nextStep) => tell(name, nextStep === undefined ? reason : `${reason} → ${nextStep}`),
    [Symbol.dispose]: () => {},
  };
}

function describeStage({ stage, done, total, eta_seconds: eta }: Stage): string {
  const left = eta ? `, about ${eta < 90 ? `${eta} s` : `${Math.round(eta / 60)} min`} left` : '';
  return `${stage}${total ? ` ${done}/${total}` : ''}${left}`;
}

const NAME_WIDTH = 28;

function barProgress(): Progress {
  const bars = new MultiBar(
    { format: '{name} {bar} {text}', hideCursor: true, clearOnComplete: false, autopadding: true },
    Presets.rect,
  );
  const known = new Map<string, SingleBar>();
  const barOf = (name: string): SingleBar => {
    const bar =
      known.get(name) ??
      bars.create(100, 0, { name: name.slice(0, NAME_WIDTH).padEnd(NAME_WIDTH), text: '' });
    known.set(name, bar);
    return bar;
  };
  const notes: string[] = [];
  return {
    update: (name, stage) => {
      const { done, total } = stage;
      barOf(name).update(total ? Math.round((100 * done) / total) : 0, { text: describeStage(stage) });
    },
    succeed: (name, summary, warnings = []) => {
      barOf(name).update(100, { text: summary });
      notes.push(...warnings.map(warning => `  ! ${name}: ${warning}`));
    },
    fail: (name, reason, nextStep) => {
      barOf(name).update(0, { text: 'failed' });
      notes.push(`  ✗ ${name}: ${reason}${nextStep === undefined ? '' : ` → ${nextStep}`}`);
    },
    [Symbol.dispose]: () => {
      bars.stop();
      // A document's state is asked for again and again; its notes are told once.
      for (const note of new Set(notes)) process.stdout.write(`${note}\n`);
    },
  };
}
