import { fileURLToPath } from 'node:url';

import tailwindcss from '@tailwindcss/vite';
import react from '@vitejs/plugin-react';
import { loadEnv } from 'vite';
import { VitePWA } from 'vite-plugin-pwa';
import { defineConfig } from 'vitest/config';

const source = (path: string) => fileURLToPath(new URL(`./src/${path}`, import.meta.url));

// wavesurfer.js writes a <style> element, which a strict Content-Security-Policy forbids. The same
// rules as a constructed style sheet are allowed.
const constructedStyles = {
  name: 'constructed-styles',
  transform(code: string, id: string) {
    if (!id.includes('wavesurfer.js/dist/wavesurfer.')) return undefined;
    const changed = code.replace(
      /(\w+)\.innerHTML=`(?:\\n|\s)*<style\$\{.*?:""\}>(.*?)<\/style>/s,
      '$1.adoptedStyleSheets=[(sheet=>(sheet.replaceSync(`$2`),sheet))(new CSSStyleSheet)],$1.innerHTML=`',
    );
    if (changed === code) throw new Error(`${id} is not as constructed-styles knows it.`);
    return changed;
  },
};

export default defineConfig(({ mode }) => {
  const env = loadEnv(mode, process.cwd(), 'VITE_');
  const api = env.VITE_API_URL ?? 'http://localhost:8000';
  // The browser sees one origin, as it does when the server itself serves the app.
  const proxy = Object.fromEntries(
    ['/api', '/output', '/health', '/ready', '/openapi.json', '/docs', '/redoc'].map((path) => [
      path,
      { target: api, changeOrigin: true },
    ]),
  );
  return {
    plugins: [
      react(),
      tailwindcss(),
      constructedStyles,
      VitePWA({
        registerType: 'prompt',
        injectRegister: false,
        manifest: {
          name: 'MusicGen Local',
          short_name: 'MusicGen',
          description: 'Music from a sentence, on your own machine',
          start_url: '/',
          display: 'standalone',
          background_color: '#f7f5f0',
          theme_color: '#f7f5f0',
          icons: [
            { src: '/icon.svg', sizes: 'any', type: 'image/svg+xml', purpose: 'any' },
            { src: '/icon-192.png', sizes: '192x192', type: 'image/png' },
            { src: '/icon-512.png', sizes: '512x512', type: 'image/png' },
            { src: '/icon-maskable.png', sizes: '512x512', type: 'image/png', purpose: 'maskable' },
          ],
        },
        workbox: {
          globPatterns: ['**/*.{js,css,html,svg,woff2}'],
          // Only the letters of the app's own words; other scripts use the system's fonts.
          globIgnores: ['**/*-{cyrillic,cyrillic-ext,vietnamese,greek,greek-ext}-*'],
          // The first visit already fills the caches; a new version still waits to be agreed to.
          clientsClaim: true,
          navigateFallbackDenylist: [/^\/(api|output|docs|redoc|health|ready|metrics|openapi)/],
          runtimeCaching: [
            {
              urlPattern: ({ url }) =>
                /^\/api\/(v1\/)?(tracks|playlists|models|system)(\/|$)/.test(url.pathname),
              handler: 'NetworkFirst',
              options: {
                cacheName: 'library',
                networkTimeoutSeconds: 3,
                expiration: { maxEntries: 400 },
                plugins: [
                  {
                    // The page must not take a kept answer for a sign of the server
                    // (src/api/connection.ts). This function is copied into the worker: it may
                    // use nothing of this file.
                    cachedResponseWillBeUsed: ({ cachedResponse }) => {
                      if (!cachedResponse) return Promise.resolve(null);
                      const headers = new Headers(cachedResponse.headers);
                      headers.set('X-Kept', '1');
                      const { status, statusText } = cachedResponse;
                      return Promise.resolve(
                        new Response(cachedResponse.body, { status, statusText, headers }),
                      );
                    },
                  },
                ],
              },
            },
            {
              // Filled by src/features/player/offline.ts once a track has been heard.
              urlPattern: ({ url }) => url.pathname.startsWith('/output/'),
              handler: 'CacheFirst',
              options: {
                cacheName: 'played-audio',
                rangeRequests: true,
                cacheableResponse: { statuses: [200] },
              },
            },
          ],
        },
      }),
    ],
    resolve: {
      alias: {
        '@': source(''),
        // Radix locks scrolling through this package, which writes <style> elements; a strict
        // Content-Security-Policy forbids them.
        'react-style-singleton': source('lib/style-singleton.ts'),
      },
    },
    server: { port: 3000, strictPort: true, proxy },
    preview: { port: 3000, proxy },
    build: {
      target: 'es2023',
      modulePreload: { polyfill: false },
      license: { fileName: 'licences.json' },
      rolldownOptions: {
        output: {
          // What every screen needs and seldom changes, in one file that stays in the cache.
          codeSplitting: {
            groups: [
              {
                name: 'framework',
                // Without what only the library's screens need.
                test: /node_modules\/(react|react-dom|scheduler|@tanstack)\/(?!.*(virtual|[iI]nfinite|[qQ]ueries))/,
              },
            ],
          },
        },
      },
    },
    test: {
      environment: 'jsdom',
      globals: true,
      setupFiles: ['src/test-setup.ts'],
      include: ['src/**/*.test.{ts,tsx}'],
      restoreMocks: true,
      unstubGlobals: true,
      testTimeout: 30_000, // machines that build for others are slow
    },
  };
});
