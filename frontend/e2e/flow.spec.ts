// What people do from beginning to end, and what happens when something breaks on the way.
import type { APIRequestContext, Locator, Page } from '@playwright/test';
import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';

import { expect, test, tone, uploadTone } from './studio';

const made = (page: Page) => page.getByRole('region', { name: 'Made here' });
const row = (page: Page, title: string) => page.getByRole('listitem').filter({ hasText: title });
const bar = (page: Page) => page.getByRole('region', { name: 'Player' });

async function expectPlaying(page: Page): Promise<void> {
  const position = bar(page).getByRole('slider', { name: 'Position' });
  await expect
    .poll(async () => Number(await position.getAttribute('aria-valuenow')))
    .toBeGreaterThan(0);
}

async function order(request: APIRequestContext, data: object): Promise<string> {
  const answer = await request.post('/api/generate', { data });
  return ((await answer.json()) as { job_id: string }).job_id;
}

const statusOf = async (request: APIRequestContext, id: string): Promise<string> =>
  ((await (await request.get(`/api/jobs/${id}`)).json()) as { status: string }).status;

test('a song is made, heard, looped, named, exported and found again', async ({ page, studio }) => {
  test.setTimeout(150_000);
  await page.goto('/');
  await page.getByLabel('Your song in words').fill('Calm ambient pads, 80 bpm');
  await page.getByRole('textbox', { name: 'Length' }).fill('20');
  await page.getByRole('textbox', { name: 'Title' }).fill('First light');
  await page.getByRole('button', { name: 'Make the music' }).click();
  await made(page)
    .getByRole('button', { name: /^Play / })
    .click({ timeout: 60_000 });
  await expectPlaying(page);
  await bar(page).getByRole('button', { name: 'Pause' }).click();

  await made(page).getByRole('link', { name: 'First light' }).click();
  await page.getByRole('link', { name: 'Loop it' }).click();
  await page.getByRole('textbox', { name: 'Length' }).fill('2m');
  await page.getByRole('button', { name: 'Make the loop' }).click({ timeout: 30_000 });
  const loops = page.getByRole('region', { name: 'Loops of this song' });
  await loops.getByRole('link', { name: 'Open' }).click({ timeout: 60_000 });

  await page.getByRole('link', { name: 'Edit' }).click();
  await page.getByRole('textbox', { name: 'Title' }).fill('Two minutes of light');
  await page.getByRole('textbox', { name: 'Artist' }).fill('Ada Quist');
  await page.getByRole('button', { name: 'Save' }).click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Two minutes of light');

  await page.getByRole('link', { name: 'Export' }).click();
  const file = page.waitForEvent('download');
  await page.getByRole('button', { name: 'Export' }).click();
  expect((await file).suggestedFilename()).toMatch(/Two minutes of light/);

  for (const again of ['reload', 'restart'] as const) {
    if (again === 'restart') {
      await studio.stopServer();
      await studio.startServer();
    }
    await page.goto('/library');
    await page.reload();
    await page.getByRole('searchbox').fill('minutes of light');
    await expect(row(page, 'Two minutes of light')).toContainText('Ada Quist');
    await row(page, 'Two minutes of light')
      .getByRole('button', { name: /^Play / })
      .click();
    await expectPlaying(page);
    await bar(page).getByRole('button', { name: 'Pause' }).click();
  }
});

test('a job is cancelled and tried again', async ({ page, request }) => {
  const id = await order(request, { prompt: 'An hour of slow strings', duration: 3600, seed: 1 });
  await page.goto('/queue');
  const job = page.getByRole('article', { name: 'An hour of slow strings' });
  await job.getByRole('button', { name: 'Cancel' }).click();
  await expect(job).toContainText('Cancelled');
  await job.getByRole('button', { name: 'Try again' }).click();
  await expect.poll(() => statusOf(request, id)).toMatch(/pending|processing/);
  await job.getByRole('button', { name: 'Cancel' }).click();
  await expect(job).toContainText('Cancelled');
});

test('a job that failed says why', async ({ page, request, studio }) => {
  const id = await uploadTone(request, 'Lost tape', tone(220));
  const { file_url: url } = (await (await request.get(`/api/tracks/${id}`)).json()) as {
    file_url: string;
  };
  const name = url.split('/').pop() ?? '';
  const files = await readdir(studio.home, { recursive: true });
  const stored = files.filter((path) => path.endsWith(name));
  expect(stored).toHaveLength(1);

  // Its export waits behind three songs while the file vanishes.
  const long = { prompt: 'A very long night', duration: 3600 };
  const before = await Promise.all([1, 2, 3].map((seed) => order(request, { ...long, seed })));
  for (const job of before) await expect.poll(() => statusOf(request, job)).toBe('processing');
  const asked = await request.post(`/api/tracks/${id}/exports`, { data: { format: 'mp3' } });
  const { job_id: job } = (await asked.json()) as { job_id: string };
  await rm(join(studio.home, stored[0] ?? ''));
  for (const other of before) await request.post(`/api/jobs/${other}/cancel`);
  await expect.poll(() => statusOf(request, job), { timeout: 30_000 }).toBe('failed');

  await page.goto('/queue');
  const failed = page.getByRole('article').filter({ has: page.locator('.text-danger') });
  await expect(failed).toHaveCount(1);
  await expect(failed).toContainText(/file/i);
  await expect(failed).not.toContainText(studio.home);
  await expect(failed.getByRole('button', { name: 'Try again' })).toBeVisible();
});

test('a song outlives the server that began it', async ({ page, request, studio }) => {
  test.setTimeout(150_000);
  await page.goto('/');
  await page.getByLabel('Your song in words').fill('Steady house with piano');
  await page.getByRole('textbox', { name: 'Length' }).fill('1:30');
  await page.getByRole('button', { name: 'Make the music' }).click();
  const song = made(page).getByRole('article');
  await expect(song).toHaveCount(1);
  await expect(song.getByRole('progressbar')).toBeVisible();
  await studio.stopServer('SIGKILL');
  await expect(page.getByText('The studio is away.')).toBeVisible();
  await page.getByLabel('Your song in words').fill('Typed while it is away');
  await studio.startServer();
  await expect(page.getByText('The studio is away.')).toBeHidden();
  await expect(page.getByLabel('Your song in words')).toHaveValue('Typed while it is away');
  await expect(song.getByRole('button', { name: /^Play / })).toBeVisible({ timeout: 120_000 });
  const answer = await request.get('/api/tracks?q=house');
  expect(((await answer.json()) as { total: number }).total).toBe(1);
});

test('what happens in one tab shows in the other', async ({ page, context, request }) => {
  await uploadTone(request, 'Shared song', tone(440));
  const other = await context.newPage();
  await page.goto('/library');
  await other.goto('/library');
  const heart = (tab: Page) =>
    row(tab, 'Shared song').getByRole('button', { name: 'Favourite: Shared song' });
  await heart(page).click();
  await expect(heart(other)).toHaveAttribute('aria-pressed', 'true');

  await uploadTone(request, 'Newcomer', tone(550));
  await expect(row(page, 'Newcomer')).toBeVisible();
  await expect(row(other, 'Newcomer')).toBeVisible();

  const { items } = (await (await request.get('/api/tracks?q=newcomer')).json()) as {
    items: { id: string }[];
  };
  const id = items[0]?.id ?? '';
  await other.goto(`/tracks/${id}`);
  await expect(other.getByRole('heading', { name: 'Newcomer', level: 1 })).toBeVisible();
  await row(page, 'Newcomer')
    .getByRole('button', { name: /^More for/ })
    .click();
  await page.getByRole('menuitem', { name: 'Move to trash' }).click();
  await expect(other.getByText('in the trash')).toBeVisible();
  await page.getByRole('radio', { name: 'Trash' }).click();
  await expect(row(page, 'Newcomer')).toBeVisible();
  await request.delete(`/api/tracks/${id}?permanent=true`); // as another program does
  await expect(row(page, 'Newcomer')).toBeHidden();
  await expect(other.getByRole('heading', { name: 'This song is gone' })).toBeVisible();

  await page.getByRole('combobox', { name: 'Theme' }).first().selectOption('Dark');
  await expect(other.locator('html')).toHaveAttribute('data-theme', 'dark');
});

// Presses Tab until the control has the focus, as a person without a mouse would.
async function tabTo(page: Page, control: Locator): Promise<void> {
  for (let presses = 0; presses < 90; presses += 1) {
    const focused = await control
      .evaluate((element) => element === document.activeElement)
      .catch(() => false);
    if (focused) return;
    await page.keyboard.press('Tab');
  }
  throw new Error(`Tab never reaches ${String(control)}.`);
}

test('from the words to the exported file by keyboard alone', async ({ page }) => {
  test.setTimeout(120_000);
  await page.goto('/');
  await tabTo(page, page.getByRole('link', { name: 'Skip to content' }));
  await page.keyboard.press('Enter');
  await tabTo(page, page.getByLabel('Your song in words'));
  await page.keyboard.type('Soft piano alone, 90 bpm');
  await tabTo(page, page.getByRole('textbox', { name: 'Length' }));
  await page.keyboard.press('Control+A');
  await page.keyboard.type('15');
  await page.keyboard.press('Enter');

  const song = made(page).getByRole('article').first();
  const play = song.getByRole('button', { name: /^Play / });
  await expect(play).toBeVisible({ timeout: 60_000 });
  await tabTo(page, play);
  await page.keyboard.press('Enter');
  await expectPlaying(page);
  await page.keyboard.press('Space');

  await tabTo(page, song.getByRole('link').first());
  await page.keyboard.press('Enter');
  await tabTo(page, page.getByRole('link', { name: 'Export' }));
  await page.keyboard.press('Enter');
  await expect(page.getByRole('combobox', { name: 'Format' })).toBeVisible();
  await tabTo(page, page.getByRole('button', { name: 'Export' }));
  const file = page.waitForEvent('download');
  await page.keyboard.press('Enter');
  expect((await file).suggestedFilename()).toMatch(/\.(mp3|wav|flac)$/);
});
