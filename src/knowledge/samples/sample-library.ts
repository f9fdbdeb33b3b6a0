import { fileURLToPath } from 'node:url';

/** The sample library that ships with the project. */
export const SAMPLE_FOLDER = fileURLToPath(new URL('../../../samples/library/', import.meta.url));
export const SAMPLE_LIBRARY = 'Sample library';
