import type { Target } from '../isolation/open-target.ts';
import type { TestUser } from '#tests/support/open-test-api.ts';

/** What an attacker tries, and the one thing that keeps it from working. */
export interface Attack {
  name: string;
  /** Its name for `--without`: the attack must then be seen to succeed. */
  control: string;
  /** @returns what the attacker got, one sentence each; `tries` counts what was tried. */
  run(stage: AttackStage, isControlled: boolean): Promise<AttackOutcome>;
}

export interface AttackOutcome {
  tries: number;
  breaches: string[];
}

/** The whole program on a socket, a workspace in it, and a browser's session of its owner. */
export interface AttackStage {
  target: Target;
  url: string;
  port: number;
  owner: TestUser;
  /** As a browser sends it. */
  cookie: string;
  /** Every line of the log so far. */
  lines: string[];
}
