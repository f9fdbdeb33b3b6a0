import tailwindcss from '@tailwindcss/vite';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';
import { compressFiles } from './build/compress-files.ts';
import { limitInitialScript } from './build/limit-initial-script.ts';

const server = process.env['QUARRY_URL'] ?? 'http://127.0.0.1:8008';

export default defineConfig({
  plugins: [react(), tailwindcss(), limitInitialScript({ maxKilobytes: 200 }), compressFiles()],
  build: {
    target: 'es2023',
    // Everything the page needs comes from its own files: data: URLs and inline helpers would need a looser policy.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    rolldownOptions: {
      output: {
        // What the first visit needs comes in two files instead of twenty; libraries change less often than the page.
        codeSplitting: {
          groups: [
            { name: 'libraries', tags: ['$initial'], test: /node_modules/, priority: 2 },
            { name: 'start', tags: ['$initial'], priority: 1 },
          ],
        },
      },
    },
  },
  server: { host: '127.0.0.1', proxy: { '/api': server, '/health': server } },
});
