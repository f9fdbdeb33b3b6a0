import { codeGates } from './code-gates.ts';
import type { Gate } from './gate.ts';
import { projectGates } from './project-gates.ts';
import { storeyGates } from './storey-gates.ts';
import { testGates } from './test-gates.ts';

/** Every gate of the project. One that is not in here is a wish. */
export const gates: Gate[] = [...storeyGates, ...codeGates, ...testGates, ...projectGates];
