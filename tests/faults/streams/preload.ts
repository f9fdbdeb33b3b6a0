import type { StoredPart } from '#chat/runs/run-part.ts';
import { RunProducers } from '#chat/runs/run-producers.ts';
import { RunWakeups } from '#chat/runs/run-wakeups.ts';

// Loaded into the api processes of the proof before the program itself.

/** On SIGUSR2 the process tells what it has open. */
process.on('SIGUSR2', () => {
  const open: Record<string, number> = {};
  for (const resource of process.getActiveResourcesInfo()) open[resource] = (open[resource] ?? 0) + 1;
  process.stdout.write(`OPEN ${JSON.stringify(open)}\n`);
});

type Publish = (this: RunWakeups, runId: string, parts: StoredPart[]) => void;

/** The guards that the proof can take out. */
const sabotages: Record<string, () => void> = {
  // A writer would learn of a cancel only by its next write.
  'stop-notice': () => {
    RunProducers.prototype.stop = () => {};
  },
  // Readers that were there would have other bytes than those who come later.
  'stored-bytes': () => {
    const publish = Object.getOwnPropertyDescriptor(RunWakeups.prototype, 'publish')!.value as Publish;
    RunWakeups.prototype.publish = function (this: RunWakeups, runId, parts) {
      publish.call(this, runId, parts.map(trimmed));
    };
  },
};

const trimmed = ({ seq, part }: StoredPart): StoredPart => ({
  seq,
  part: part.type === 'text-delta' ? { ...part, text: part.text.trim() } : part,
});

sabotages[process.env['PROVE_WITHOUT'] ?? '']?.();
