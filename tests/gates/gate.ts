export type Tool = 'lint' | 'types' | 'format' | 'unused code' | 'tables' | 'tests';

/** One thing a tool must refuse, with a violation that is planted in a small copy of the project to see it refused. */
export interface Gate {
  /** What is forbidden, as a person would say it. */
  name: string;
  tool: Tool;
  /** The violation: path in the copy → text. */
  planted: Record<string, string>;
  /** Some line of the tool's report must contain all of these. */
  caughtBy: string[];
  /** Sound code of the same kind, which no line may mention: a tool that refuses everything guards nothing. */
  sound?: Record<string, string>;
}
