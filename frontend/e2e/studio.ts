// A studio of its own for each test file: the real server on a free port with an empty home. It
// serves the app itself, under the strict policy that every page must bear.
import AxeBuilder from '@axe-core/playwright';
import {
  test as base,
  expect,
  type APIRequestContext,
  type Locator,
  type Page,
} from '@playwright/test';
import { spawn, type ChildProcess } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

import { freePort } from '../scripts/free-port.mjs';

export { tone } from '../scripts/tone.mjs';

export const program = process.env.MUSICGEN ?? resolve('../build/release/bin/musicgen');

export class Studio {
  url = '';
  home = '';
  settings: Record<string, string> = {}; // more of the server's environment
  private port = 0;
  private server: ChildProcess | undefined;

  async open(room: string): Promise<void> {
    if (!existsSync(program)) throw new Error(`Build it first, or set MUSICGEN: ${program}`);
    this.home = await mkdtemp(join(tmpdir(), `musicgen-e2e-${room}-`));
    this.port = await freePort();
    this.url = `http://127.0.0.1:${this.port}/`;
    await this.startServer();
    const policy = (await fetch(this.url)).headers.get('Content-Security-Policy') ?? '';
    if (!policy.includes("default-src 'self'") || policy.includes('unsafe-inline'))
      throw new Error(`${program} serves no web app under a strict policy: "${policy}"`);
  }

  async startServer(): Promise<void> {
    const server = spawn(program, ['serve'], {
      env: {
        ...process.env,
        MUSICGEN_HOME: this.home,
        PORT: String(this.port),
        HOST: '127.0.0.1',
        ...this.settings,
      },
      stdio: 'ignore',
    });
    this.server = server;
    await expect
      .poll(
        () =>
          fetch(`http://127.0.0.1:${this.port}/ready`).then(
            (r) => r.status,
            () => 0,
          ),
        {
          timeout: 30_000,
        },
      )
      .toBe(200);
  }

  async stopServer(signal: NodeJS.Signals = 'SIGTERM'): Promise<void> {
    const server = this.server;
    if (server?.exitCode !== null) return;
    const ended = new Promise((done) => server.once('exit', done));
    server.kill(signal);
    await ended;
  }

  // The same home with other settings; without any, as it was at first.
  async restart(settings: Record<string, string> = {}): Promise<void> {
    await this.stopServer();
    this.settings = settings;
    await this.startServer();
  }

  async close(): Promise<void> {
    await this.stopServer();
    await rm(this.home, { recursive: true, force: true });
  }
}

// `studio` is the running studio; `page` has it open and fails the test when the page asks a foreign
// host, breaks the policy or throws. Files whose `room` has another name have a studio of their own.
export const test = base.extend<{ guard: undefined }, { room: string; studio: Studio }>({
  room: ['shared', { option: true, scope: 'worker' }],
  studio: [
    async ({ room }, use) => {
      const studio = new Studio();
      await studio.open(room);
      await use(studio);
      await studio.close();
    },
    { scope: 'worker', timeout: 60_000 },
  ],
  baseURL: ({ studio }, use) => use(studio.url),
  guard: [
    async ({ page, studio }, use) => {
      const faults: string[] = [];
      page.on('request', (request) => {
        const { protocol, origin } = new URL(request.url());
        if (protocol.startsWith('http') && origin !== new URL(studio.url).origin)
          faults.push(`foreign: ${request.url()}`);
      });
      page.on('pageerror', (error) => faults.push(`error: ${error.message}`));
      page.on('console', (message) => {
        if (message.text().includes('Content Security Policy')) faults.push(message.text());
      });
      await use(undefined);
      expect(faults).toEqual([]);
    },
    { auto: true },
  ],
});

// Adds a song to the library; answers with its id.
export async function uploadTone(
  request: APIRequestContext,
  title: string,
  buffer: Buffer,
): Promise<string> {
  const added = await request.post('/api/uploads', {
    multipart: { file: { name: `${title}.wav`, mimeType: 'audio/wav', buffer } },
  });
  expect(added.status()).toBe(201);
  return ((await added.json()) as { id: string }).id;
}

// axe finds nothing, light or dark.
export async function expectAccessible(page: Page): Promise<void> {
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
    const { violations } = await new AxeBuilder({ page })
      .withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'])
      .analyze();
    expect(violations.map(({ id, nodes }) => [id, nodes.map(({ html }) => html)])).toEqual([]);
  }
  await page.emulateMedia({ colorScheme: null, reducedMotion: null });
}

const folder = resolve('../docs/screenshots');

// Pictures of a screen for docs/screenshots: light and dark, desktop and phone.
export async function takePictures(
  page: Page,
  name: string,
  centre?: Locator, // what the pictures show; left out: the top of the page
): Promise<void> {
  await page.evaluate(() => scrollTo(0, 0));
  const before = page.viewportSize();
  for (const [device, viewport] of [
    ['desktop', { width: 1440, height: 900 }],
    ['phone', { width: 390, height: 844 }],
  ] as const) {
    await page.setViewportSize(viewport);
    await centre?.evaluate((element) => {
      element.scrollIntoView({ block: 'center' });
    });
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
      await page.screenshot({
        path: join(folder, `${name}-${device}-${colorScheme}.png`),
        animations: 'disabled',
      });
    }
  }
  await page.emulateMedia({ colorScheme: null, reducedMotion: null });
  if (before) await page.setViewportSize(before);
}

export { expect };
