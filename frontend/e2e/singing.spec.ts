// What the create screen shows for engines that sing, and how a song is changed, with DiffRhythm itself.
import type { Page } from '@playwright/test';

import { installSinger } from './singer';
import { expect, expectAccessible, takePictures, test, tone, uploadTone } from './studio';

const lyrics = (page: Page) => page.getByLabel('Words to sing');
const notes = (page: Page) => page.getByRole('list', { name: 'What may go wrong' });
const made = (page: Page) => page.getByRole('region', { name: 'Made here' });
const singer = (page: Page) => page.getByRole('radio', { name: 'DiffRhythm-1.2-full' });

test.use({ room: 'singing' });

test.beforeAll(({ studio }) => installSinger(studio));

test.beforeEach(async ({ page }) => {
  await page.goto('/');
});

test('the composer is asked for no words', async ({ page }) => {
  await expect(page.getByRole('radio', { name: 'composer' })).toBeChecked();
  await expect(page.getByRole('heading', { name: 'Song', exact: true })).toBeVisible();
  await expect(lyrics(page)).toBeHidden();
  await expect(page.getByText('Reference song')).toBeHidden();
  await expect(page.getByText('Advanced')).toBeHidden();
});

test('lyrics are checked line by line and sent as written', async ({ page }) => {
  await page.getByLabel('Your song in words').fill('Dreamy synth pop, warm female voice');
  await singer(page).click();
  await page.getByRole('button', { name: 'Make the music' }).click();
  await expect(page.getByText('Write the words to sing', { exact: false })).toBeInViewport();
  await expect(lyrics(page)).toBeFocused();

  await page.getByRole('button', { name: 'Verse' }).click();
  await page.keyboard.type('Moonlight spills through broken blinds\n안녕하세요');
  await expect(notes(page)).toContainText('Korean');
  await notes(page).getByRole('button', { name: 'Line 3' }).click();
  await page.keyboard.type('Your shadow dances');
  await expect(lyrics(page)).toHaveValue(/^\[verse\]\nMoonlight .*\nYour shadow dances/);
  await expect(page.getByText('Korean')).toBeHidden();
  await expect(notes(page)).toContainText('The words end at');

  await page.getByRole('button', { name: 'Write the times out' }).click();
  await expect(lyrics(page)).toHaveValue(/\[00:\d\d\.\d\d\]Moonlight/);
  await lyrics(page).fill('[00:10.00]Moonlight spills\n[00:10.10]Your shadow dances\n[1:05]late');
  await expect(notes(page).getByRole('listitem').filter({ hasText: 'Line 1' })).toContainText(
    'will skip words',
  );
  await expect(notes(page).getByRole('listitem').filter({ hasText: 'Line 3' })).toContainText(
    'no time that can be read',
  );
  await expectAccessible(page);
  await takePictures(page, 'create-lyrics', notes(page));

  await page.getByRole('textbox', { name: 'Length' }).fill('1:40');
  await page.locator('summary', { hasText: 'Advanced' }).click();
  await page.getByRole('textbox', { name: 'Steps' }).fill('1');
  await page.getByRole('button', { name: 'Make the music' }).click();
  await expect(page.getByText('Write a whole number from 2 to 200.')).toBeVisible();
  await page.getByRole('textbox', { name: 'Steps' }).fill('2');
  await page.getByRole('combobox', { name: 'Precision' }).selectOption('fp32');
  await expectAccessible(page);

  const sent = page.waitForRequest('**/api/generate');
  await page.getByRole('button', { name: 'Make the music' }).click();
  expect((await sent).postDataJSON()).toMatchObject({
    model: 'DiffRhythm-1.2-full',
    instrumental: false,
    lyrics: '[00:10.00]Moonlight spills\n[00:10.10]Your shadow dances\n[1:05]late',
    duration: 100,
    parameters: { steps: 2, precision: 'fp32' },
  });
  await expect(made(page).getByRole('button', { name: /^Play/ })).toBeVisible({ timeout: 60_000 });
});

test('a song is chosen as the reference, and none sings along', async ({ page, request }) => {
  const id = await uploadTone(request, 'Guide', tone(330));
  await page.getByLabel('Your song in words').fill('Dreamy synth pop');
  await singer(page).click();
  await page.getByRole('switch', { name: 'Instrumental' }).click();
  await expect(lyrics(page)).toBeHidden();
  await page.getByRole('button', { name: 'Choose a song' }).click();
  await page
    .getByRole('dialog')
    .getByRole('button', { name: /^Guide/ })
    .click();
  await expect(page.getByRole('group', { name: 'Reference song' })).toContainText('Guide');

  const sent = page.waitForRequest('**/api/generate');
  await page.getByRole('button', { name: 'Make the music' }).click();
  const body = (await sent).postDataJSON() as object;
  expect(body).toMatchObject({ instrumental: true, reference_track_id: id });
  expect(body).not.toHaveProperty('lyrics');
});

test('the space bar gives each line its time while a song plays', async ({ page, request }) => {
  await uploadTone(request, 'Beat', tone(220, 30));
  await singer(page).click();
  await lyrics(page).fill('[verse]\nOne line\nAnother line');
  await page.getByRole('button', { name: 'Tap the times' }).click();
  const dialog = page.getByRole('dialog', { name: 'Tap to time' });
  await dialog.getByRole('button', { name: /^Beat/ }).click();
  await expect(dialog.getByRole('button', { name: 'Use these times' })).toBeDisabled();

  await page.keyboard.press('Space');
  await expect(dialog.getByRole('button', { name: 'This line begins' })).toBeFocused();
  const position = dialog.getByRole('slider', { name: 'Position' });
  const reach = (seconds: number) =>
    expect
      .poll(async () => Number(await position.getAttribute('aria-valuenow')))
      .toBeGreaterThanOrEqual(seconds);
  await reach(1);
  await page.keyboard.press('Space');
  await takePictures(page, 'tap-to-time');
  await reach(3);
  await page.keyboard.press('Space');
  await reach(5);
  await page.keyboard.press('Space');
  await expectAccessible(page);
  await dialog.getByRole('button', { name: 'Use these times' }).click();
  await expect(dialog).toBeHidden();
  const text = await lyrics(page).inputValue();
  expect(text).toMatch(
    /^\[verse\]\n\[00:0\d\.\d\d\]One line\n\[00:\d\d\.\d\d\]Another line\n\[00:\d\d\.\d\d\]$/,
  );
  const times = [...text.matchAll(/\[00:(\d\d\.\d\d)\]/g)].map(([, seconds]) => Number(seconds));
  expect(times[0]).toBeGreaterThanOrEqual(1);
  expect(times).toEqual([...times].sort((a, b) => a - b));
});

test('parts of a song are made anew, and the song is continued', async ({ page, request }) => {
  const id = await uploadTone(request, 'Guide to change', tone(330, 96));
  await page.goto(`/tracks/${id}`);
  await page.getByRole('button', { name: 'More' }).click();
  await page.getByRole('menuitem', { name: 'Change or continue' }).click();
  await expect(page.getByRole('heading', { name: 'What is made anew' })).toBeVisible();

  await page.getByLabel('The song in words').fill('Calm strings');
  await expect(page.getByRole('switch', { name: 'Instrumental' })).toBeChecked();
  await page.getByRole('button', { name: 'Make it anew' }).click();
  await expect(page.getByText('Mark a part of the song, or make the song longer.')).toBeVisible();

  await page.getByRole('button', { name: 'Mark a part' }).click();
  const part = page.getByRole('group', { name: 'Part 1' });
  await part.getByLabel('From (seconds)').fill('40');
  await part.getByLabel('To (seconds)').fill('30');
  await expect(part.getByText('Give a start before the end')).toBeVisible();
  await part.getByLabel('To (seconds)').fill('55');
  await expect(part.getByText('Give a start before the end')).toBeHidden();
  await page.getByRole('slider', { name: 'End of part 1' }).press('PageUp');
  await expect(part.getByLabel('To (seconds)')).toHaveValue('56');
  await page.getByLabel('Length of the song').fill('1:40');
  await expectAccessible(page);
  await takePictures(page, 'change');

  await page.locator('summary', { hasText: 'Advanced' }).click();
  await page.getByRole('textbox', { name: 'Steps' }).fill('2');
  const sent = page.waitForRequest('**/api/generate');
  await page.getByRole('button', { name: 'Make it anew' }).click();
  expect((await sent).postDataJSON()).toMatchObject({
    prompt: 'Calm strings',
    duration: 100,
    edit: { track_id: id, segments: [[40, 56]] },
  });
  const versions = page.getByRole('region', { name: 'Changed versions' });
  await versions.getByRole('link', { name: 'Open' }).click({ timeout: 60_000 });
  await expect(page.getByText('Edited', { exact: true })).toBeVisible();
  await expect(page.getByRole('link', { name: 'Guide to change' })).toBeVisible();
  await expect(page.getByText('0:00 / 1:40')).toBeVisible();
});
