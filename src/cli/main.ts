#!/usr/bin/env node
import { keepHeapSmall } from './keep-heap-small.ts';

// Before anything else is loaded: what the heap has taken it does not give back.
keepHeapSmall();
const { runProgram } = await import('./run-program.ts');
await runProgram();
