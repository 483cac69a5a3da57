// Measures the studio in Chromium against the real server with a library of 5,000 songs:
//   npm run figures [-- SONGS]
// The studio must be built (scripts/build.sh); MUSICGEN=... names another program. The library is
// filled through the API into a scratch home, which takes some minutes.
import { spawn } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';

import { chromium } from '@playwright/test';

import { freePort } from './free-port.mjs';
import { tone } from './tone.mjs';

const songs = Number(process.argv[2] ?? 5000);
const program =
  process.env.MUSICGEN ?? new URL('../../build/release/bin/musicgen', import.meta.url).pathname;
const median = (values) => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)];

async function openStudio() {
  const home = await mkdtemp(join(tmpdir(), 'musicgen-figures-'));
  const port = await freePort();
  const env = { ...process.env, MUSICGEN_HOME: home, PORT: String(port), HOST: '127.0.0.1' };
  const server = spawn(program, ['serve'], { env, stdio: 'ignore' });
  const url = `http://127.0.0.1:${port}`;
  for (let tries = 0; ; tries += 1) {
    const answer = await fetch(`${url}/ready`).catch(() => undefined);
    if (answer?.ok) break;
    if (tries > 300) throw new Error(`${program} does not get ready.`);
    await new Promise((done) => setTimeout(done, 100));
  }
  const close = async () => {
    const ended = new Promise((done) => server.once('exit', done));
    server.kill();
    await ended;
    await rm(home, { recursive: true, force: true });
  };
  return { url, close };
}

async function fill(url) {
  let next = 0;
  const upload = async () => {
    while (next < songs) {
      const number = next;
      next += 1;
      const name = encodeURIComponent(`Song ${number + 1} of a long evening.wav`);
      const answer = await fetch(`${url}/api/uploads?filename=${name}`, {
        method: 'POST',
        headers: { 'Content-Type': 'audio/wav' },
        body: tone(110 + (number % 800), 0.2, 8000),
      });
      if (answer.status !== 201) throw new Error(`Upload: ${answer.status} ${await answer.text()}`);
    }
  };
  await Promise.all([upload(), upload()]);
}

function bundle() {
  const folder = new URL('../dist/', import.meta.url);
  const scripts = readdirSync(new URL('assets/', folder)).filter((name) => name.endsWith('.js'));
  const total = scripts.reduce(
    (sum, name) => sum + gzipSync(readFileSync(new URL(`assets/${name}`, folder))).length,
    0,
  );
  return { total, files: scripts.length };
}

async function firstPaint(browser, url, path) {
  const times = [];
  for (let run = 0; run < 5; run += 1) {
    const context = await browser.newContext({ serviceWorkers: 'block' });
    const page = await context.newPage();
    await page.goto(url + path);
    await page.getByRole('heading', { level: 1 }).waitFor();
    times.push(
      await page.evaluate(
        () => performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? NaN,
      ),
    );
    await context.close();
  }
  return median(times);
}

async function answerTime(url, query) {
  const times = [];
  for (let run = 0; run < 20; run += 1) {
    const began = performance.now();
    const answer = await fetch(`${url}/api/tracks?${query}`);
    await answer.arrayBuffer();
    times.push(performance.now() - began);
  }
  return median(times);
}

// From the first song to the last, a screenful every 100 ms.
async function scroll(browser, url) {
  const context = await browser.newContext({
    serviceWorkers: 'block',
    viewport: { width: 1440, height: 900 },
  });
  const page = await context.newPage();
  await page.goto(`${url}/library`);
  await page.getByText(`${songs.toLocaleString('en')} songs`).waitFor();
  const figures = await page.evaluate(async () => {
    const long = [];
    new PerformanceObserver((list) =>
      long.push(...list.getEntries().map(({ duration }) => duration)),
    ).observe({ type: 'longtask' });
    const began = performance.now();
    let steps = 0;
    while (scrollY + innerHeight < document.documentElement.scrollHeight - 4) {
      scrollBy(0, innerHeight * 0.8);
      steps += 1;
      await new Promise((done) => setTimeout(done, 100));
    }
    await new Promise((done) => setTimeout(done, 500));
    return {
      steps,
      seconds: (performance.now() - began) / 1000,
      long,
      rows: document.querySelectorAll('main li').length,
    };
  });
  await context.close();
  return figures;
}

const studio = await openStudio();
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
  args: ['--no-sandbox'],
});
try {
  const { total, files } = bundle();
  console.log(`JavaScript in all: ${total} bytes gzipped in ${files} files`);
  console.log(
    `First contentful paint of the start page: ${(await firstPaint(browser, studio.url, '/')).toFixed(0)} ms`,
  );
  const began = performance.now();
  await fill(studio.url);
  console.log(`${songs} songs added in ${((performance.now() - began) / 1000).toFixed(0)} s`);
  console.log(
    `First contentful paint of the library: ${(await firstPaint(browser, studio.url, '/library')).toFixed(0)} ms`,
  );
  for (const query of ['limit=50', 'limit=200', 'limit=200&q=evening', 'limit=200&sort=title']) {
    console.log(`GET /api/tracks?${query}: ${(await answerTime(studio.url, query)).toFixed(1)} ms`);
  }
  const { steps, seconds, long, rows } = await scroll(browser, studio.url);
  const longest = Math.max(0, ...long).toFixed(0);
  const sum = long.reduce((all, one) => all + one, 0).toFixed(0);
  console.log(
    `Scrolling through them: ${steps} steps in ${seconds.toFixed(1)} s, ${long.length} long tasks, ${sum} ms together, the longest ${longest} ms; ${rows} rows in the page at the end`,
  );
} finally {
  await browser.close();
  await studio.close();
}
