import { expect, expectAccessible, takePictures, test } from './studio';

test.afterAll(({ studio }) => studio.restart());

test('new songs are by the artist of the settings, and the trash is emptied', async ({
  page,
  request,
}) => {
  await request.delete('/api/trash'); // of the test files before this one
  await page.goto('/settings');
  await page.getByRole('textbox', { name: 'Artist' }).fill('Ada Quist');
  await page.goto('/');
  await page.getByLabel('Your song in words').fill('Slow piano waltz');
  await page.getByRole('textbox', { name: 'Length' }).fill('10');
  await page.getByRole('button', { name: 'Make the music' }).click();
  const made = page.getByRole('region', { name: 'Made here' });
  await expect(made.getByRole('button', { name: /^Play / })).toBeVisible({ timeout: 60_000 });
  const found = await request.get('/api/tracks?limit=1'); // the newest
  const { items } = (await found.json()) as { items: { id: string; artist: string }[] };
  expect(items.map(({ artist }) => artist)).toEqual(['Ada Quist']);

  await request.delete(`/api/tracks/${items[0]?.id ?? ''}`);
  await page.goto('/settings');
  await expect(page.getByRole('textbox', { name: 'Artist' })).toHaveValue('Ada Quist');
  const trash = page.getByText('Trash', { exact: true }).locator('..');
  await expect(trash).toContainText(/\d+ kB/);
  await takePictures(page, 'settings');
  await expectAccessible(page);
  await page.getByRole('button', { name: 'Empty the trash' }).click();
  const dialog = page.getByRole('dialog', { name: 'Delete 1 song for good?' });
  await expectAccessible(page);
  await dialog.getByRole('button', { name: 'Empty the trash' }).click();
  await expect(trash).toContainText('0 bytes');
  await expect(page.getByRole('button', { name: 'Empty the trash' })).toBeDisabled();
  const left = await request.get('/api/tracks?trash=true');
  expect(((await left.json()) as { total: number }).total).toBe(0);
});

test('theme and language are kept', async ({ page }) => {
  await page.goto('/settings');
  await page.getByRole('radio', { name: 'Dark' }).click();
  await page.locator('main').getByRole('combobox', { name: 'Language' }).selectOption('Deutsch');
  await expect(page.getByRole('heading', { name: 'Einstellungen', level: 1 })).toBeVisible();
  await page.reload();
  await expect(page.getByRole('heading', { name: 'Einstellungen', level: 1 })).toBeVisible();
  await expect(page.locator('html')).toHaveAttribute('data-theme', 'dark');
});

test('the report can be copied, and the licences read', async ({ page, context }) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  await page.goto('/settings');
  await page.getByRole('link', { name: 'About this studio' }).click();
  await expect(page.getByRole('heading', { name: 'About', level: 1 })).toBeVisible();
  await expect(page.getByText(/^react \d/)).toBeVisible();
  await takePictures(page, 'about');
  await expectAccessible(page);
  await page.getByRole('button', { name: 'Copy report' }).click();
  await expect(page.getByRole('button', { name: 'Copied' })).toBeVisible();
  const report = await page.evaluate(() => navigator.clipboard.readText());
  expect(report).toMatch(/^MusicGen Local \d+\.\d+/);
  expect(report).toContain('Engines: composer');
  expect(report).toContain('Chrome');
  await page.getByText(/^react \d/).click();
  await expect(
    page
      .getByRole('listitem')
      .filter({ hasText: /^react \d/ })
      .getByText(/Permission is hereby granted/),
  ).toBeVisible();
  for (const [label, address] of [
    ['Try the API', '/docs'],
    ['API reference', '/redoc'],
  ] as const) {
    await expect(page.getByRole('link', { name: label })).toHaveAttribute('href', address);
  }
});

test('a studio with a key asks for it, and takes the right one', async ({ page, studio }) => {
  await studio.restart({ API_KEYS: 'open sesame' });
  await page.goto('/library');
  await page.getByRole('link', { name: 'Enter the key' }).click();
  const key = page.getByLabel('API key');
  await key.fill('guess');
  await page.getByRole('button', { name: 'Use key' }).click();
  await expect(page.getByRole('alert').first()).toBeVisible();
  await takePictures(page, 'settings-key');
  await expectAccessible(page);
  await key.fill('open sesame');
  await page.getByRole('button', { name: 'Use key' }).click();
  await expect(page.getByText('The key fits.', { exact: true })).toBeVisible();
  await expect(page.getByText('Songs and loops')).toBeVisible();
  await page.goto('/library');
  await expect(page.getByRole('link', { name: 'Enter the key' })).toBeHidden();
});
