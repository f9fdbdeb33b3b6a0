#!/usr/bin/env node
import { enableCompileCache } from 'node:module';
import { fileURLToPath } from 'node:url';
import { keepHeapSmall } from './keep-heap-small.ts';

// Before anything else is loaded: what the heap has taken it does not give back. Who only serves reads no documents, and
// collecting so often would keep the first word of an answer waiting for 4 ms more.
if (process.argv[2] !== 'api') keepHeapSmall();
// Compiled sources are kept beside the packages: the second start takes a third of the time, and each process 15 MB less.
// Where that folder cannot be written, Node compiles anew each time.
enableCompileCache(fileURLToPath(new URL('../../node_modules/.cache/quarry', import.meta.url)));

const { runProgram } = await import('./run-program.ts');
await runProgram();
