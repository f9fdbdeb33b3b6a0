import tailwindcss from '@tailwindcss/vite';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';
import { limitInitialScript } from './build/limit-initial-script.ts';

const server = process.env['QUARRY_URL'] ?? 'http://127.0.0.1:8008';

export default defineConfig({
  plugins: [react(), tailwindcss(), limitInitialScript({ maxKilobytes: 200 })],
  build: {
    target: 'es2023',
    // Everything the page needs comes from its own files: data: URLs and inline helpers would need a looser policy.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
  },
  server: { host: '127.0.0.1', proxy: { '/api': server, '/health': server } },
});
