import { svelte } from '@sveltejs/vite-plugin-svelte';
import { defineConfig } from 'vitest/config';

const server = process.env.SANDBOURSE_URL ?? 'http://127.0.0.1:8000';

export default defineConfig({
  plugins: [svelte()],
  build: {
    target: 'es2022',
    // A data: URL would need its own exception in the content security policy.
    assetsInlineLimit: 0,
    // What the licences of the bundled packages ask to be kept with every copy.
    license: { fileName: 'licenses.txt' },
    modulePreload: { polyfill: false },
  },
  server: {
    proxy: {
      '/api': { target: server, ws: true },
      '/openapi.json': server,
      '/health': server,
      '/info': server,
    },
  },
  resolve: process.env.VITEST ? { conditions: ['browser'] } : undefined,
  test: { include: ['src/**/*.test.ts', 'tests/**/*.test.ts'] },
});
