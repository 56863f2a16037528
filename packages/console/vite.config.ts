import { defineConfig } from 'vite';

/** Relative addresses, so that the page can lie anywhere; nothing inline, for the page's Content-Security-Policy. */
export default defineConfig({
  base: './',
  build: {
    target: 'es2024',
    assetsInlineLimit: 0,
    modulePreload: false,
    reportCompressedSize: true,
    rolldownOptions: { output: { codeSplitting: false } },
  },
});
