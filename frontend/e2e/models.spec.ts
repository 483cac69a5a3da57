import type { Page } from '@playwright/test';

import { ModelHub } from './hub';
import { expect, expectAccessible, takePictures, test } from './studio';

const hub = new ModelHub();
const name = 'DiffRhythm-1.2-full';

test.describe.configure({ mode: 'serial' });
test.beforeAll(async ({ studio }) => {
  await hub.open();
  await studio.restart(hub.settings);
});
test.afterAll(async ({ studio }) => {
  await studio.restart();
  await hub.close();
});

const card = (page: Page) =>
  page.locator('main').getByRole('heading', { name, exact: true }).locator('..').locator('..');
const press = (page: Page, label: string) =>
  page.getByRole('button', { name: `${label}: ${name}`, exact: true }).click();

async function install(page: Page, label = 'Install'): Promise<void> {
  await press(page, label);
  await page
    .getByRole('dialog')
    .getByRole('button', { name: /^Accept the licences and download/ })
    .click();
}

test('an engine says what it is, and its licences come before its download', async ({ page }) => {
  await page.goto('/models');
  await expect(card(page).getByText('Not installed')).toBeVisible();
  await expect(card(page).getByText('Songs with a voice, up to 4:45')).toBeVisible();
  await takePictures(page, 'models');
  await expectAccessible(page);

  await press(page, 'Install');
  const dialog = page.getByRole('dialog', { name: `Install ${name}` });
  await expect(dialog.getByText('CC-BY-NC forbids commercial use')).toBeVisible();
  await expect(dialog.getByRole('link', { name: /CC-BY-NC-4.0/ }).first()).toHaveAttribute(
    'href',
    /^https:\/\//,
  );
  await expect(dialog.getByText(`musicgen models pull ${name}`)).toBeVisible();
  await takePictures(page, 'models-licences');
  await expectAccessible(page);
  await dialog.getByRole('button', { name: 'Cancel' }).click();
  await expect(card(page).getByText('Not installed')).toBeVisible();
});

test('a download shows how much and how fast, is stopped, and goes on', async ({ page }) => {
  await hub.be('slow');
  await page.goto('/models');
  await install(page);
  await expect(card(page).getByText(/^[\d.]+ MB of 2\d MB$/)).toBeVisible();
  await expect(card(page).getByText(/(MB|kB)\/s/)).toBeVisible();
  await takePictures(page, 'models-downloading');
  await expectAccessible(page);
  await page.reload();
  await expect(card(page).getByRole('progressbar')).toBeVisible();

  await press(page, 'Cancel');
  await expect(card(page).getByText(/are here already; a download goes on/)).toBeVisible();
  await hub.be('quick');
  await install(page, 'Go on downloading');
  await expect(card(page).getByText('Installed', { exact: true })).toBeVisible({ timeout: 60_000 });
});

test('an engine is checked, and removed after a question', async ({ page, context }) => {
  const other = await context.newPage();
  await other.goto('/models');
  await page.goto('/models');
  await press(page, 'Check files');
  await expect(card(page).getByText(/every file is whole/)).toBeVisible({ timeout: 30_000 });
  await takePictures(page, 'models-installed');
  await expectAccessible(page);

  await press(page, 'Remove');
  const dialog = page.getByRole('dialog', { name: `Remove ${name}?` });
  await expect(dialog.getByText(/frees up to 2\d MB/)).toBeVisible();
  await dialog.getByRole('button', { name: 'Remove' }).click();
  await expect(card(page).getByText('Not installed')).toBeVisible();
  await expect(card(other).getByText('Not installed')).toBeVisible(); // in the other tab too
});

test('a failed download says why and what to do, and is tried again', async ({ page }) => {
  await hub.be('refuse');
  await page.goto('/models');
  await install(page);
  const note = card(page).getByRole('alert');
  await expect(note).toContainText('403', { timeout: 30_000 });
  await expect(note).toContainText('HF_TOKEN');
  await takePictures(page, 'models-failed');
  await expectAccessible(page);
  await hub.be('give');
  await press(page, 'Try again');
  await expect(card(page).getByText('Installed', { exact: true })).toBeVisible({ timeout: 60_000 });
});
