import react from '@vitejs/plugin-react'
import { fileURLToPath } from 'node:url'
import type { Plugin } from 'vite'
import { defineConfig } from 'vitest/config'

// The server writes a fresh nonce over this word in index.html at every request; Vite puts it on each script and style.
const nonce = '__CSP_NONCE__'

// Where the bank answers while the pages are being written.
const bank = process.env.TONGHUI_URL ?? 'http://localhost:8080'

// The policy of the bank's server, so that preview and stories run under it; the nonce stays the word.
const policy = [
  "default-src 'none'", `script-src 'self' 'nonce-${nonce}'`, `style-src 'self' 'nonce-${nonce}'`, "img-src 'self' data: blob:", "font-src 'self'",
  "connect-src 'self'", "worker-src 'self'", "frame-src 'self' blob:", "manifest-src 'self'", "base-uri 'none'", "form-action 'self'", "frame-ancestors 'none'",
].join('; ')

const guarded: Plugin = {
  name: 'policy-in-preview',
  configurePreviewServer: ({ middlewares }) => {
    middlewares.use((_, response, next) => { response.setHeader('Content-Security-Policy', policy); next() })
  },
}

// What every face needs from the first moment. All else falls into chunks by who uses it.
const ground = /node_modules\/(react|react-dom|scheduler|wouter|regexparam|use-sync-external-store|@tanstack)\//

export default defineConfig({
  plugins: [react(), guarded],
  resolve: { alias: { '@': fileURLToPath(new URL('./src', import.meta.url)) } },
  html: { cspNonce: nonce },
  server: { host: 'localhost', proxy: { '/v1': bank } },
  preview: { host: 'localhost', proxy: { '/v1': bank } },
  worker: { format: 'es' }, // MapLibre starts its worker as a module
  build: {
    target: 'es2022',
    manifest: 'manifest.json', // size.mjs reads it
    assetsInlineLimit: 0, // data: URLs would need a hole in the content security policy
    chunkSizeWarningLimit: 1100, // MapLibre; size.mjs holds the limit that counts
    rollupOptions: {
      output: {
        manualChunks: (id) => (ground.test(id) ? 'ground' : undefined),
      },
    },
  },
  test: {
    environment: 'jsdom',
    include: ['src/**/*.test.{ts,tsx}'],
    setupFiles: ['src/testing.ts'],
  },
})
