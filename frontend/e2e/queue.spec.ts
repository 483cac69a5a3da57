import type { APIRequestContext, Page } from '@playwright/test';

import { ModelHub } from './hub';
import { expect, expectAccessible, takePictures, test } from './studio';

const hub = new ModelHub();

test.use({ room: 'queue' }); // its jobs are counted
test.describe.configure({ mode: 'serial' });
test.beforeAll(async ({ studio }) => {
  await hub.open();
  await hub.be('refuse');
  await studio.restart({ ...hub.settings, RATE_LIMIT_PER_MINUTE: '0' });
});
test.afterAll(async ({ studio }) => {
  await studio.restart();
  await hub.close();
});

const row = (page: Page, name: string | RegExp) => page.getByRole('article', { name });

async function ask(request: APIRequestContext, data: Record<string, unknown>): Promise<string[]> {
  const answer = await request.post('/api/generate', { data });
  expect(answer.status()).toBe(200);
  return ((await answer.json()) as { job_ids: string[] }).job_ids;
}

test('every job is told with its state, and a failure with its reason', async ({
  page,
  request,
}) => {
  test.slow(); // it makes three songs
  await request.post('/api/models/DiffRhythm/pull');
  await ask(request, { prompt: 'Lo-fi with rain at night', duration: 10, count: 3, seed: 7 });
  await page.goto('/queue');
  const group = page.getByRole('region', { name: '3 variations of “Lo-fi with rain at night”' });
  await expect(group.getByText('3 of 3 done')).toBeVisible({ timeout: 150_000 });
  const failed = row(page, /^Engine download/);
  await expect(failed).toContainText('403', { timeout: 30_000 });
  await expect(failed).toContainText('HF_TOKEN');

  const long = { prompt: 'Ambient drone for a long night', duration: 3600 };
  for (let number = 0; number < 4; number += 1) await ask(request, { ...long, seed: number });
  await expect(row(page, long.prompt).first()).toContainText('Next in line');
  await expect(page.getByRole('progressbar').nth(3)).toBeVisible();
  await takePictures(page, 'queue');
  await expectAccessible(page);

  await page.getByRole('combobox', { name: 'State' }).selectOption('Failed');
  await expect(page.getByText('1 job', { exact: true })).toBeVisible();
  await page.reload();
  await expect(page.getByText('1 job', { exact: true })).toBeVisible();
  await page.getByRole('combobox', { name: 'Kind' }).selectOption('Export');
  await expect(page.getByRole('heading', { name: 'Nothing fits' })).toBeVisible();
  await expectAccessible(page);
  await page.getByRole('button', { name: 'Show all' }).click();
  await expect(page.getByText('8 jobs')).toBeVisible();
});

test('jobs are cancelled, tried again and removed, by keyboard alone', async ({ page }) => {
  await page.goto('/queue');
  const first = page.getByRole('article').first();
  await first.getByRole('button', { name: 'Cancel' }).focus();
  await page.keyboard.press('Enter');
  await expect(first.getByRole('button', { name: 'Try again' })).toBeVisible();
  await first.getByRole('button', { name: 'Try again' }).focus();
  await page.keyboard.press('Enter');
  await expect(first.getByRole('button', { name: 'Cancel' })).toBeVisible();

  await first.getByRole('button', { name: 'Cancel' }).focus();
  await page.keyboard.press('End');
  const failed = row(page, /^Engine download/);
  await expect(failed.locator(':focus')).toBeVisible();
  await hub.be('give');
  await hub.be('slow');
  await failed.getByRole('button', { name: 'Try again' }).focus();
  await page.keyboard.press('Enter');
  await expect(failed.getByRole('progressbar')).toBeVisible();
  await failed.getByRole('button', { name: 'Cancel' }).focus();
  await page.keyboard.press('Enter');
  await expect(failed.getByRole('button', { name: 'Remove from the list' })).toBeVisible();
  await failed.getByRole('button', { name: 'Remove from the list' }).focus();
  await page.keyboard.press('Delete');
  await expect(failed).toBeHidden();
});

test('an absent server is told with the age of what is shown', async ({ page, studio }) => {
  await page.goto('/queue');
  await expect(page.getByRole('article').first()).toBeVisible();
  await studio.stopServer('SIGKILL');
  await expect(page.getByText(/This is how things stood/)).toBeVisible();
  await takePictures(page, 'queue-away');
  await expectAccessible(page);
  await studio.startServer();
  await expect(page.getByText(/This is how things stood/)).toBeHidden({ timeout: 30_000 });
});

test('a long queue comes page by page', async ({ page, request }) => {
  for (let batch = 0; batch < 8; batch += 1) {
    const ids = await ask(request, { prompt: `Batch ${batch}`, duration: 5, count: 8 });
    for (const id of ids) await request.post(`/api/jobs/${id}/cancel`);
  }
  await page.goto('/queue');
  const rows = page.getByRole('article');
  await expect(rows).toHaveCount(50);
  await expect(async () => {
    await page.mouse.wheel(0, 20_000);
    expect(await rows.count()).toBeGreaterThan(64);
  }).toPass();
});
