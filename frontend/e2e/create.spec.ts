import { expect, expectAccessible, takePictures, test } from './studio';

test('a sentence becomes a song that can be heard', async ({ page }) => {
  await page.goto('/');
  await takePictures(page, 'create-empty');

  const prompt = page.getByLabel('Your song in words');
  await prompt.fill('Lo-fi hip hop with rain sounds, 82 bpm, in F# minor, no drums, zorgle');
  const understood = page.getByRole('complementary', { name: 'What I understood' });
  await expect(understood.getByText('F# minor').first()).toBeVisible();
  await expect(understood.getByText('82 bpm').first()).toBeVisible();
  await expect(understood.getByText('zorgle').last()).toBeVisible();

  await page.getByRole('textbox', { name: 'Length' }).fill('20');
  await page.getByRole('button', { name: 'Make the music' }).click();

  const made = page.getByRole('region', { name: 'Made here' });
  const play = made.getByRole('button', { name: /^Play / });
  await expect(play).toBeVisible({ timeout: 60_000 });
  await play.click();

  const bar = page.getByRole('region', { name: 'Player' });
  await expect(bar.getByRole('button', { name: 'Pause' })).toBeVisible();
  const seek = bar.getByRole('slider', { name: 'Position' });
  await expect
    .poll(async () => Number(await seek.getAttribute('aria-valuenow')))
    .toBeGreaterThan(0);
  await expect(seek).toHaveAttribute('aria-valuetext', /of 0:2\d/);
  await takePictures(page, 'create');

  await page.reload();
  await expect(prompt).toHaveValue(/zorgle/);
  await expect(play).toBeVisible();
});

test('a wrong value is named beside its field and stays typed', async ({ page }) => {
  await page.goto('/');
  await page.getByLabel('Your song in words').fill('Slow piano waltz');
  const tempo = page.getByRole('textbox', { name: 'Tempo (bpm)' });
  await tempo.fill('500');
  await page.getByRole('button', { name: 'Make the music' }).click();
  await expect(page.getByRole('alert')).toHaveText('Choose a tempo from 30 to 300.');
  await expect(tempo).toHaveValue('500');
  await expect(tempo).toHaveAttribute('aria-invalid', 'true');
});

test('keys open the sheet of keys and go from screen to screen', async ({ page }) => {
  await page.goto('/settings');
  await expect(page.getByRole('heading', { name: 'Settings', level: 1 })).toBeVisible();
  await page.keyboard.press('?');
  await expect(page.getByRole('dialog', { name: 'Keyboard shortcuts' })).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(page.getByRole('dialog')).toBeHidden();
  await page.keyboard.press('g');
  await page.keyboard.press('q');
  await expect(page.getByRole('heading', { name: 'Queue', level: 1 })).toBeVisible();
});

for (const [path, name] of [
  ['/', 'create'],
  ['/queue', 'queue'],
  ['/library', 'library'],
  ['/models', 'models'],
  ['/settings', 'settings'],
] as const) {
  test(`axe finds nothing on the ${name} screen`, async ({ page }) => {
    await page.goto(path);
    await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
    await page.waitForLoadState('networkidle').catch(() => undefined);
    await expectAccessible(page);
    if (name !== 'create') await takePictures(page, name);
  });
}

test('the server’s absence is told, and its return is noticed', async ({ page, studio }) => {
  await page.goto('/queue');
  await expect(page.getByRole('heading', { name: 'Queue', level: 1 })).toBeVisible();
  await studio.stopServer('SIGKILL');
  await expect(page.getByText('The studio is away.')).toBeVisible();
  await studio.startServer();
  await expect(page.getByText('The studio is away.')).toBeHidden();
});
