import type { Page } from '@playwright/test';

import { expect, expectAccessible, takePictures, test } from './studio';

// Asks for a song as the create screen does, and waits for it.
async function makeSong(page: Page): Promise<string> {
  const accepted = await page.request.post('/api/generate', {
    data: {
      prompt: 'Synthwave night drive with a steady beat',
      duration: 30,
      seed: 7,
      stems: true,
      midi: true,
      parameters: { bpm: 100 },
    },
  });
  const { job_id: id } = (await accepted.json()) as { job_id: string };
  await expect
    .poll(
      async () => {
        const answer = await page.request.get(`/api/jobs/${id}`);
        return ((await answer.json()) as { status: string }).status;
      },
      { timeout: 90_000 },
    )
    .toBe('completed');
  const job: unknown = await (await page.request.get(`/api/jobs/${id}`)).json();
  return (job as { result: { track_id: string } }).result.track_id;
}

let song = '';
test.beforeEach(async ({ page }) => {
  if (song === '') song = await makeSong(page);
});

test('a song shows its sections, sound and origin, and is played from there', async ({ page }) => {
  await page.goto(`/tracks/${song}`);
  const sections = page.getByRole('group', { name: 'Sections' });
  const last = sections.getByRole('button').last();
  await expect(last).toBeVisible();
  await expect(page.getByRole('img', { name: /^Spectrogram/ })).toHaveJSProperty('complete', true);

  await last.click();
  const bar = page.getByRole('region', { name: 'Player' });
  await expect(bar.getByRole('button', { name: 'Pause' })).toBeVisible();
  await expect(last).toHaveAttribute('aria-current', 'true');

  await page.getByRole('button', { name: 'Zoom in' }).click();
  await expect(page.getByRole('group', { name: 'Zoom' })).toContainText('2×');
  await page.getByRole('button', { name: 'Zoom out' }).click();

  await expect(page.getByRole('blockquote')).toHaveText('Synthwave night drive with a steady beat');
  await page.getByRole('button', { name: 'More' }).click();
  const midi = page.getByRole('menuitem', { name: 'Download MIDI' });
  const score = await page.request.get((await midi.getAttribute('href')) ?? '');
  expect((await score.body()).subarray(0, 4).toString()).toBe('MThd');
  await page.keyboard.press('Escape');

  await bar.getByRole('button', { name: 'Pause' }).click();
  await expectAccessible(page);
  await takePictures(page, 'track');
});

test('stems sound in the place of the song and stay together', async ({ page }) => {
  await page.addInitScript(() => {
    const made: HTMLAudioElement[] = [];
    Object.assign(globalThis, { made });
    globalThis.Audio = new Proxy(globalThis.Audio, {
      construct: (target, [source]: [string?]) => {
        const element = new target(source);
        made.push(element);
        return element;
      },
    });
  });
  await page.goto(`/tracks/${song}`);
  await page.getByRole('button', { name: 'Play the song to mix its stems' }).click();
  const solo = page.getByRole('button', { name: 'Only Drums' });
  await solo.focus();
  await page.keyboard.press('Enter');
  await expect(solo).toHaveAttribute('aria-pressed', 'true');
  await expect(page.getByText('You hear the stems')).toBeVisible();

  const state = () =>
    page.evaluate(() => {
      const [song, ...stems] = (globalThis as unknown as { made: HTMLAudioElement[] }).made;
      return {
        songMuted: song?.muted,
        heard: stems.filter(({ volume, paused }) => volume > 0 && !paused).length,
        furthest: Math.max(
          ...stems.map(({ currentTime }) => Math.abs(currentTime - (song?.currentTime ?? 0))),
        ),
      };
    });
  await expect.poll(async () => (await state()).heard).toBe(1);
  expect((await state()).songMuted).toBe(true);
  await expect.poll(async () => (await state()).furthest, { timeout: 20_000 }).toBeLessThan(0.03);

  await page.getByRole('button', { name: 'Back to the song' }).click();
  await expect.poll(async () => (await state()).songMuted).toBe(false);
});

test('a song becomes a loop of two minutes that can be heard', async ({ page }) => {
  await page.goto(`/tracks/${song}`);
  await page.getByRole('link', { name: 'Loop it' }).click();
  await expect(page.getByRole('heading', { name: 'It goes round by itself' })).toBeVisible();
  await expectAccessible(page);
  await takePictures(page, 'loop-round');
  await page.getByRole('button', { name: 'Choose places in the recording' }).click();
  const found = page.getByRole('radiogroup', { name: 'What was found' }).getByRole('radio');
  await expect(found.first()).toBeVisible({ timeout: 30_000 });
  await expect(page.getByText(/of work, .* on the disk/)).toBeVisible();

  await page.getByRole('button', { name: 'Hear the join' }).click();
  await expect(page.getByRole('button', { name: 'Stop' })).toBeVisible();
  await page.getByRole('button', { name: 'Stop' }).click();

  const handle = page.getByRole('slider', { name: 'End of the loop' });
  const field = page.getByLabel('End (seconds)');
  const before = Number(await field.inputValue());
  await handle.focus();
  await page.keyboard.press('ArrowLeft');
  await expect(field).toHaveValue(String(Number((before - 0.01).toFixed(3))));
  await expect(found.filter({ hasText: 'Your own choice' })).toBeChecked();
  await found.first().click();

  const length = page.getByRole('textbox', { name: 'Length' });
  await length.fill('2 moons');
  await page.getByRole('button', { name: 'Make the loop' }).click();
  await expect(page.getByRole('alert')).toHaveText('Write a length such as 2h, 1h30m or 45m.');
  await expectAccessible(page);
  await length.fill('2m');
  await takePictures(page, 'loop');
  await page.getByRole('button', { name: 'Make the loop' }).click();

  const made = page.getByRole('region', { name: 'Loops of this song' });
  await made.getByRole('button', { name: /^Play / }).click({ timeout: 60_000 });
  const seek = page
    .getByRole('region', { name: 'Player' })
    .getByRole('slider', { name: 'Position' });
  await expect(seek).toHaveAttribute('aria-valuetext', /of 2:00/);
  await expect
    .poll(async () => Number(await seek.getAttribute('aria-valuenow')))
    .toBeGreaterThan(0);
  await page.reload();
  await expect(made.getByRole('link', { name: 'Download' })).toBeVisible();
});

test('a song goes round without a seam to choose', async ({ page }) => {
  await page.goto(`/tracks/${song}/loop`);
  const wanted = page.waitForRequest('**/api/loop/jobs');
  await page.getByRole('textbox', { name: 'Length' }).fill('3m');
  await page.getByRole('button', { name: 'Make the loop' }).click();
  expect((await wanted).postDataJSON()).not.toHaveProperty('loop_start');
  const made = page.getByRole('region', { name: 'Loops of this song' });
  await expect(made.getByRole('link', { name: /\(3:00\)/ })).toBeVisible({ timeout: 60_000 });
});

test('a song goes to the trash and comes back', async ({ page }) => {
  await page.goto(`/tracks/${song}`);
  await page.getByRole('button', { name: 'More' }).click();
  await page.getByRole('menuitem', { name: 'Move to the trash' }).click();
  await page.getByRole('button', { name: 'Undo' }).click();
  await expect(page.getByRole('link', { name: 'Loop it' })).toBeVisible();
});

test('make it again opens the create screen with the same words and seed', async ({ page }) => {
  await page.goto(`/tracks/${song}`);
  await page.getByRole('button', { name: 'Make it again' }).click();
  await expect(page.getByLabel('Your song in words')).toHaveValue(
    'Synthwave night drive with a steady beat',
  );
  await expect(page.getByRole('textbox', { name: 'Seed' })).toHaveValue('7');
});

test('a bad file is refused with what is wrong, a good one is taken', async ({ page }) => {
  await page.goto('/upload');
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
  await page.locator('input[type=file]').setInputFiles({
    name: 'notes.mp3',
    mimeType: 'audio/mpeg',
    buffer: Buffer.from('This is no music.'),
  });
  await expect(page.getByRole('alert')).toContainText("can't be read as audio");
  await expectAccessible(page);
  await takePictures(page, 'upload');

  const sound = await page.request.get(
    ((await (await page.request.get(`/api/tracks/${song}`)).json()) as { file_url: string })
      .file_url,
  );
  await page.locator('input[type=file]').setInputFiles({
    name: 'Evening walk.mp3',
    mimeType: 'audio/mpeg',
    buffer: await sound.body(),
  });
  await expect(page).toHaveURL(/\/tracks\//, { timeout: 30_000 });
  await expect(page.getByText('Uploaded')).toBeVisible();
});

test('a song that isn’t there says so', async ({ page }) => {
  await page.goto('/tracks/0190aaaa-0000-7000-8000-000000000000');
  await expect(page.getByRole('heading', { name: 'This song is gone' })).toBeVisible();
});
