// The app without its server, and without any network.
import type { Page } from '@playwright/test';

import { expect, takePictures, test, tone, uploadTone } from './studio';

const bar = (page: Page) => page.getByRole('region', { name: 'Player' });
const position = async (page: Page) =>
  Number(await bar(page).getByRole('slider', { name: 'Position' }).getAttribute('aria-valuenow'));

// The worker serves the page, and what it will need offline lies in its caches.
async function waitForWorker(page: Page): Promise<void> {
  await page.evaluate(async () => {
    await navigator.serviceWorker.ready;
    while (!navigator.serviceWorker.controller) await new Promise((done) => setTimeout(done, 50));
  });
  await expect
    .poll(() =>
      page.evaluate(async () => {
        const kept = await (await caches.open('library')).keys();
        return kept.filter(({ url }) => url.includes('/api/tracks?limit=200')).length;
      }),
    )
    .toBeGreaterThan(0);
}

test('the library and what was heard lately open without the server', async ({
  page,
  request,
  studio,
}) => {
  await uploadTone(request, 'Kept evening', tone(220, 12));
  await page.goto('/');
  await waitForWorker(page);
  await page.goto('/library');
  const row = page.getByRole('listitem').filter({ hasText: 'Kept evening' });
  await row.getByRole('button', { name: /^Play / }).click();
  await expect
    .poll(() =>
      page.evaluate(async () => (await (await caches.open('played-audio')).keys()).length),
    )
    .toBe(1);
  await bar(page).getByRole('button', { name: 'Pause' }).click();

  await studio.stopServer('SIGKILL');
  await page.goto('/');
  await expect(page.getByText('The studio is away.')).toBeVisible();
  await page.getByRole('link', { name: 'Library' }).click();
  await expect(row).toBeVisible();
  await expect(page.getByText('The studio is away.')).toBeVisible();
  await takePictures(page, 'offline');
  await row.getByRole('button', { name: /^Play / }).click();
  await expect.poll(() => position(page)).toBeGreaterThan(0);

  await studio.startServer();
  await expect(page.getByText('The studio is away.')).toBeHidden();
});

test('the browser without a network says so and shows what it has', async ({
  page,
  request,
  context,
}) => {
  await uploadTone(request, 'Kept morning', tone(330));
  await page.goto('/');
  await waitForWorker(page);
  await context.setOffline(true);
  await page.goto('/library');
  await expect(page.getByRole('listitem').filter({ hasText: 'Kept morning' })).toBeVisible();
  await expect(page.getByText('The studio is away.')).toBeVisible();
  await context.setOffline(false);
  await expect(page.getByText('The studio is away.')).toBeHidden();
});
