import type { ReadPart, Reading } from './read-stream.ts';

/** What one client has of a run after any number of connections, and whether they agree. */
export class AssembledLog {
  readonly #bySeq = new Map<number, ReadPart>();
  readonly disagreements: string[] = [];

  /** `after`: the number of the last part that the client said it has. */
  add({ parts }: Reading, after: number): void {
    for (const [index, part] of parts.entries()) {
      if (part.seq !== after + index + 1)
        this.disagreements.push(`behind ${after} part ${part.seq} came as number ${index + 1}`);
      const known = this.#bySeq.get(part.seq);
      if (known === undefined) this.#bySeq.set(part.seq, part);
      else if (known.raw !== part.raw || known.type !== part.type)
        this.disagreements.push(`part ${part.seq} was ${known.raw} and came again as ${part.raw}`);
    }
  }

  get parts(): ReadPart[] {
    return [...this.#bySeq.values()].toSorted((a, b) => a.seq - b.seq);
  }

  get last(): number {
    return Math.max(0, ...this.#bySeq.keys());
  }

  get isOver(): boolean {
    const type = this.#bySeq.get(this.last)?.type;
    return type === 'done' || type === 'error';
  }

  /** Undefined when it is, byte for byte, what somebody read who came last. */
  differenceFrom(other: ReadPart[]): string | undefined {
    const mine = this.parts;
    const at = other.findIndex(
      (part, index) => part.raw !== mine[index]?.raw || part.seq !== mine[index].seq,
    );
    if (at >= 0) return `part ${at + 1}: ${mine[at]?.raw} and ${other[at]?.raw}`;
    return mine.length === other.length ? undefined : `${mine.length} parts and ${other.length}`;
  }
}
