import Module, { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';
import type * as canvas from '@napi-rs/canvas';
import type * as pdfjs from 'pdfjs-dist';

type Pdfjs = typeof pdfjs;

const require = createRequire(import.meta.url);
const globals: Record<string, unknown> = globalThis;
let loaded: Promise<Pdfjs> | undefined;

/**
 * Loads pdf.js without the canvas that it would load at once: 35 MB of native code and the fonts of the machine, which
 * only drawing has a use for. Whoever draws calls `provideCanvas` first.
 */
export function loadPdfjs(): Promise<Pdfjs> {
  return (loaded ??= load());
}

/** Gives pdf.js what it draws with. */
export async function provideCanvas(): Promise<typeof canvas> {
  await loadPdfjs();
  const loadedCanvas = await import('@napi-rs/canvas');
  globals['DOMMatrix'] ??= loadedCanvas.DOMMatrix;
  globals['Path2D'] ??= loadedCanvas.Path2D;
  return loadedCanvas;
}

async function load(): Promise<Pdfjs> {
  const withdraw = pretendCanvas();
  try {
    // Compiling the minified build takes half the time.
    const build = (await import(locate('pdf.min.mjs'))) as Pdfjs;
    build.GlobalWorkerOptions.workerSrc = locate('pdf.worker.min.mjs');
    return build;
  } finally {
    withdraw();
  }
}

function locate(file: string): string {
  return pathToFileURL(require.resolve(`pdfjs-dist/legacy/build/${file}`)).href;
}

class NoDrawing {}

/** Puts a stand-in where the canvas would be found, until what is returned takes it away again. */
function pretendCanvas(): () => void {
  const path = require.resolve('@napi-rs/canvas');
  if (require.cache[path]) return () => undefined;
  const standIn = { exports: { DOMMatrix: NoDrawing, Path2D: NoDrawing }, loaded: true };
  require.cache[path] = Object.assign(new Module(path), standIn);
  return () => {
    delete require.cache[path];
    for (const name of ['DOMMatrix', 'Path2D']) if (globals[name] === NoDrawing) delete globals[name];
  };
}
