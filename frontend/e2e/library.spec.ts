import type { APIRequestContext, Page } from '@playwright/test';

import { expect, expectAccessible, takePictures, test, tone } from './studio';

const long =
  'The Very Long Goodbye of a Lighthouse Keeper Who Counted Every Ship but Never Sailed (Extended Night Version)';
const songs = [
  { title: long, artist: 'Marlow & the Unreasonably Long Band Name Orchestra', genre: 'Ambient' },
  { title: 'Rain on Canal Street', artist: 'Ada Quist', genre: 'Lo-fi', mood: 'Relaxed' },
  { title: 'Paper Boats', artist: 'Ada Quist', genre: 'Folk', mood: 'Hopeful' },
  { title: 'Neon Delay', artist: 'Kestrel', genre: 'Synthwave', mood: 'Energetic' },
  { title: 'Third Coffee', artist: 'Ada Quist', genre: 'Lo-fi', mood: 'Playful' },
  { title: 'Grain', artist: 'Kestrel', genre: 'Ambient', mood: 'Dark' },
  { title: 'Sunday Market', artist: 'Ana Ruiz', genre: 'Jazz', mood: 'Happy' },
  { title: '夜の電車', artist: 'Kestrel', genre: 'Lo-fi', mood: 'Nostalgic' },
];

// The studio may hold the songs of the test files before this one.
async function empty(request: APIRequestContext): Promise<void> {
  for (const trash of ['false', 'true']) {
    const answer = await request.get(`/api/tracks?limit=200&trash=${trash}`);
    const { items } = (await answer.json()) as { items: { id: string }[] };
    for (const { id } of items) await request.delete(`/api/tracks/${id}?permanent=true`);
  }
}

// Once for all tests, so that each can be run alone.
async function fill(request: APIRequestContext): Promise<void> {
  const answer = await request.get('/api/tracks?limit=1');
  if (((await answer.json()) as { total: number }).total > 0) return;
  for (const [index, song] of songs.entries()) {
    const added = await request.post('/api/uploads', {
      multipart: {
        file: { name: `${index}.wav`, mimeType: 'audio/wav', buffer: tone(220 + index * 40) },
      },
    });
    expect(added.status()).toBe(201);
    const { id } = (await added.json()) as { id: string };
    const edited = await request.patch(`/api/tracks/${id}`, { data: song });
    expect(edited.status()).toBe(200);
    if (index % 2 === 1) await request.post(`/api/tracks/${id}/cover/generated`);
  }
}

const list = (page: Page) => page.getByRole('list', { name: 'Library' });
const rowOf = (page: Page, title: string) =>
  list(page).getByRole('listitem').filter({ hasText: title });
const choose = async (page: Page, title: string, action: string | RegExp) => {
  await rowOf(page, title)
    .getByRole('button', { name: /^More for/ })
    .click();
  await page.getByRole('menuitem', { name: action }).click();
};

test.describe.configure({ mode: 'serial' });

test('the library is searched, narrowed and sorted', async ({ page, request }) => {
  await empty(request);
  await page.goto('/library');
  await expect(page.getByRole('heading', { name: 'Your library is empty' })).toBeVisible();
  await fill(request);

  await expect(page.getByText('8 songs')).toBeVisible();
  await takePictures(page, 'library');
  await expectAccessible(page);

  await page.getByRole('searchbox').fill('canal');
  await expect(page.getByText('1 song', { exact: true })).toBeVisible();
  await expect(rowOf(page, 'Rain on Canal Street')).toBeVisible();
  await expect(page).toHaveURL(/q=canal/);
  await page.getByRole('button', { name: 'Clear filters' }).click();
  await page.getByRole('combobox', { name: 'Genre' }).selectOption('Lo-fi');
  await expect(page.getByText('3 songs')).toBeVisible();
  await page.getByRole('combobox', { name: 'Order' }).selectOption('Title, Z to A');
  await expect(list(page).getByRole('listitem').first()).toContainText('夜の電車');
  await page.reload();
  await expect(page.getByText('3 songs')).toBeVisible();
  await page.getByRole('searchbox').fill('zzz');
  await expect(page.getByRole('heading', { name: 'Nothing fits' })).toBeVisible();
});

test('the grid shows the same songs', async ({ page, request }) => {
  await fill(request);
  await page.goto('/library');
  await page.getByRole('radio', { name: 'Grid' }).click();
  await expect(list(page).getByRole('listitem')).toHaveCount(songs.length);
  await takePictures(page, 'library-grid');
  await expectAccessible(page);
});

test('details are edited, and what others changed meanwhile is kept', async ({ page, request }) => {
  await fill(request);
  await page.goto('/library');
  await choose(page, 'Paper Boats', 'Edit details');
  const dialog = page.getByRole('dialog', { name: 'Edit details' });
  const title = dialog.getByRole('textbox', { name: 'Title' });
  await expect(title).toHaveValue('Paper Boats');
  await title.fill('');
  await dialog.getByRole('textbox', { name: 'Year' }).fill('26');
  await dialog.getByRole('button', { name: 'Save' }).click();
  await expect(dialog.getByText('Give it a title.')).toBeVisible();
  await expect(dialog.getByText(/four digits/)).toBeVisible();
  await takePictures(page, 'metadata-errors');

  const found = await request.get('/api/tracks?q=Paper');
  const { items } = (await found.json()) as { items: { id: string }[] };
  const address = `/api/tracks/${items[0]?.id ?? ''}`;
  await request.patch(address, { data: { title: 'Paper Ships', album: 'Harbour' } });

  await title.fill('Paper Planes');
  await dialog.getByRole('textbox', { name: 'Year' }).fill('2026');
  await dialog.getByRole('button', { name: 'Save' }).click();
  await expect(dialog.getByText('Elsewhere now: Paper Ships')).toBeVisible();
  await expect(dialog.getByRole('textbox', { name: 'Album' })).toHaveValue('Harbour');
  await takePictures(page, 'metadata-conflict');
  await expectAccessible(page);

  await dialog.getByRole('button', { name: 'Draw from the sound' }).click();
  await expect(dialog.locator('img')).toBeVisible();
  await dialog.getByLabel('Upload a picture').last().setInputFiles('public/icon-512.png');
  const crop = page.getByRole('dialog', { name: 'Crop the picture' });
  await expect(crop.getByRole('button', { name: 'Use as cover' })).toBeEnabled();
  await takePictures(page, 'metadata-crop');
  await crop.getByRole('button', { name: 'Use as cover' }).click();
  await expect(crop).toBeHidden();
  await expect(title).toHaveValue('Paper Planes');

  await dialog.getByRole('button', { name: 'Save' }).click();
  await expect(dialog).toBeHidden();
  await expect(rowOf(page, 'Paper Planes')).toContainText('Harbour');
  const saved = (await (await request.get(address)).json()) as Record<string, unknown>;
  expect(saved).toMatchObject({ title: 'Paper Planes', album: 'Harbour', year: 2026 });
  const cover = await request.get(String(saved.cover_url));
  expect(cover.headers()['content-type']).toBe('image/jpeg');

  await choose(page, 'Paper Planes', 'Edit details');
  await dialog.getByRole('textbox', { name: 'Year' }).fill('');
  await dialog.getByRole('button', { name: 'Save' }).click();
  await expect(dialog).toBeHidden();
  const yearless = (await (await request.get(address)).json()) as Record<string, unknown>;
  expect(yearless).toMatchObject({ album: 'Harbour', year: null });
});

test('several are edited at once, on a screen of their own', async ({ page, request }) => {
  await fill(request);
  const found = await request.get('/api/tracks?genre=lo-fi');
  const { items } = (await found.json()) as { items: { id: string }[] };
  await page.goto('/library');
  await page.goto(`/edit?ids=${items.map(({ id }) => id).join(',')}`);
  await expect(page.getByRole('heading', { name: 'Edit 3 songs' })).toBeVisible();
  await expect(page.getByRole('textbox', { name: 'Artist' })).toHaveAttribute(
    'placeholder',
    'Various',
  );
  await takePictures(page, 'metadata-several');
  await expectAccessible(page);
  await page.getByRole('textbox', { name: 'Album' }).fill('Night Shift');
  await page.getByRole('button', { name: 'Save' }).click();
  await expect(page.getByRole('heading', { name: 'Library', level: 1 })).toBeVisible();
  const after = await request.get('/api/tracks?q=night%20shift');
  expect(((await after.json()) as { total: number }).total).toBe(3);
});

test('by keyboard alone: favourite, playlist, order', async ({ page, request }) => {
  await fill(request);
  await page.goto('/library');
  const heart = rowOf(page, 'Neon Delay').getByRole('button', { name: /^Favourite/ });
  await heart.focus();
  await page.keyboard.press('Enter');
  await expect(heart).toHaveAttribute('aria-pressed', 'true');

  for (const title of ['Neon Delay', 'Grain', 'Sunday Market']) {
    await page.getByRole('checkbox', { name: `Select ${title}` }).focus();
    await page.keyboard.press('Space');
  }
  await expect(page.getByText('3 selected')).toBeVisible();
  await takePictures(page, 'library-selection');
  await expectAccessible(page);
  await page.getByRole('toolbar').getByRole('button', { name: 'Playlist' }).focus();
  await page.keyboard.press('Enter');
  await page.getByRole('dialog').getByRole('button', { name: 'New playlist' }).focus();
  await page.keyboard.press('Enter');
  await page.getByRole('textbox', { name: 'Name' }).fill('Evening');
  await page.keyboard.press('Enter');
  await expect(page.getByText('3 songs are in “Evening” now.', { exact: true })).toBeVisible();

  await page.getByRole('link', { name: /Evening/ }).focus();
  await page.keyboard.press('Enter');
  await expect(page.getByRole('heading', { name: 'Evening', level: 1 })).toBeVisible();
  const order = page.getByRole('list', { name: 'Evening' }).getByRole('listitem');
  await expect(order).toHaveCount(3);
  await expect(order.first()).toContainText('Sunday Market');
  await takePictures(page, 'playlist');
  await expectAccessible(page);
  await page.getByRole('button', { name: 'Move Sunday Market' }).focus();
  await page.keyboard.press('Space');
  await expect(page.getByText(/Sunday Market is picked up/)).toBeAttached();
  await page.keyboard.press('ArrowDown');
  await expect(page.getByText(/Sunday Market is at place 2/)).toBeAttached();
  await page.keyboard.press('Space');
  await expect(order.nth(1)).toContainText('Sunday Market');
  await expect
    .poll(async () => {
      const answer = await request.get('/api/playlists');
      const { items } = (await answer.json()) as { items: { track_ids: string[] }[] };
      const track = await request.get(`/api/tracks/${items[0]?.track_ids[1] ?? ''}`);
      return ((await track.json()) as { title: string }).title;
    })
    .toBe('Sunday Market');
  await page.reload();
  await expect(order.nth(1)).toContainText('Sunday Market');
});

test('a playlist of thousands scrolls, and is put in order by keyboard', async ({
  page,
  request,
}) => {
  await fill(request);
  const all = await request.get('/api/tracks?limit=200');
  const { items } = (await all.json()) as { items: { id: string; title: string }[] };
  const track_ids = Array.from({ length: 3000 }, (_, index) => items[index % items.length]?.id);
  const made = await request.post('/api/playlists', { data: { name: 'Endless', track_ids } });
  const { id } = (await made.json()) as { id: string };
  await page.goto(`/playlists/${id}`);
  const order = page.getByRole('list', { name: 'Endless' }).getByRole('listitem');
  await expect(order.first()).toContainText(items[0]?.title ?? '');
  expect(await order.count()).toBeLessThan(60);
  await page.evaluate(() => scrollTo(0, document.body.scrollHeight));
  const last = page.getByRole('list', { name: 'Endless' }).locator('[aria-posinset="3000"]');
  await expect(last).toContainText(items[2999 % items.length]?.title ?? '');
  expect(await order.count()).toBeLessThan(60);

  await page.evaluate(() => scrollTo(0, 0));
  const title = items[0]?.title ?? '';
  const handle = page.locator('[aria-posinset="1"]').getByRole('button', { name: /^Move / });
  await handle.focus();
  await page.keyboard.press('Space');
  await expect(page.getByText(/is picked up/)).toBeAttached();
  for (let place = 2; place <= 40; place += 1) {
    await page.keyboard.press('ArrowDown');
    await expect(page.getByText(new RegExp(`is at place ${place} `))).toBeAttached();
  }
  await page.keyboard.press('Space');
  await expect(page.locator('[aria-posinset="40"]')).toContainText(title);
  await expect
    .poll(async () => {
      const answer = await request.get(`/api/playlists/${id}`);
      return ((await answer.json()) as { track_ids: string[] }).track_ids[39];
    })
    .toBe(items[0]?.id);
  await request.delete(`/api/playlists/${id}`);
});

test('songs go to the trash, come back, and go for good', async ({ page, request }) => {
  await fill(request);
  await page.goto('/library');
  await choose(page, 'Third Coffee', 'Move to trash');
  await expect(rowOf(page, 'Third Coffee')).toBeHidden();
  await page.getByRole('button', { name: 'Undo' }).click();
  await expect(rowOf(page, 'Third Coffee')).toBeVisible();

  await choose(page, 'Third Coffee', 'Move to trash');
  await choose(page, 'Grain', 'Move to trash');
  await page.getByRole('radio', { name: 'Trash' }).click();
  await expect(page.getByText('2 songs', { exact: true })).toBeVisible();
  await choose(page, 'Third Coffee', 'Restore');
  await expect(rowOf(page, 'Third Coffee')).toBeHidden();
  await choose(page, 'Grain', 'Delete for good');
  const dialog = page.getByRole('dialog', { name: 'Delete “Grain” for good?' });
  await takePictures(page, 'library-delete');
  await dialog.getByRole('button', { name: 'Delete for good' }).click();
  await expect(page.getByRole('heading', { name: 'The trash is empty' })).toBeVisible();
  await page.getByRole('radio', { name: 'All songs' }).click();
  await expect(rowOf(page, 'Third Coffee')).toBeVisible();
  await expect(rowOf(page, 'Grain')).toBeHidden();
});

test('one song leaves as a file, several as a zip', async ({ page, request }) => {
  await fill(request);
  await page.goto('/library');
  await choose(page, 'Neon Delay', 'Export');
  const dialog = page.getByRole('dialog', { name: 'Export' });
  await dialog.getByRole('combobox', { name: 'Format' }).selectOption('mp3');
  await dialog.getByRole('combobox', { name: 'Bit rate' }).selectOption('128 kbit/s');
  await dialog.getByRole('radio', { name: /-14 LUFS/ }).click();
  const name = dialog.getByRole('textbox', { name: 'File name' });
  await name.fill('{artist} - {tile}');
  await dialog.getByRole('textbox', { name: 'Fade in' }).fill('9');
  await dialog.getByRole('button', { name: 'Export' }).click();
  await expect(dialog.getByText('There is no field {tile}. Choose one below.')).toBeVisible();
  await takePictures(page, 'export-errors');
  await name.fill('{artist} - {title}');
  await expect(dialog.getByText('Kestrel - Neon Delay.mp3')).toBeVisible();
  await dialog.getByRole('textbox', { name: 'Fade in' }).fill('0.5');
  await takePictures(page, 'export');
  await expectAccessible(page);
  const file = page.waitForEvent('download');
  await dialog.getByRole('button', { name: 'Export' }).click();
  expect((await file).suggestedFilename()).toBe('Kestrel - Neon Delay.mp3');
  await expect(dialog.getByRole('link', { name: 'Download' })).toBeVisible();
  await takePictures(page, 'export-done');
  await page.keyboard.press('Escape');

  await page.getByRole('checkbox', { name: 'Select Neon Delay' }).click();
  await page.getByRole('checkbox', { name: 'Select Rain on Canal Street' }).click({
    modifiers: ['Shift'],
  });
  await page.getByRole('toolbar').getByRole('button', { name: 'Export' }).click();
  const zip = page.waitForEvent('download');
  await page.getByRole('dialog').getByRole('button', { name: 'Export as zip' }).click();
  expect((await zip).suggestedFilename()).toMatch(/\.zip$/);
});

test.describe('with thousands of songs', () => {
  test.use({ serviceWorkers: 'block' });

  test('only those in sight are in the page, and the last is reached', async ({
    page,
    request,
  }) => {
    await fill(request);
    const answer = await request.get('/api/tracks?limit=1');
    const { items, facets } = (await answer.json()) as { items: object[]; facets: object };
    const total = 5000;
    await page.route('**/api/tracks?*', async (route) => {
      const query = new URL(route.request().url()).searchParams;
      const from = Number(query.get('cursor') ?? 0);
      const to = Math.min(total, from + Number(query.get('limit') ?? 50));
      await route.fulfill({
        json: {
          items: Array.from({ length: to - from }, (_, index) => ({
            ...items[0],
            id: `song-${from + index}`,
            title: `Song ${from + index + 1}`,
            cover_url: null,
          })),
          next_cursor: to < total ? String(to) : null,
          total,
          facets,
        },
      });
    });
    await page.goto('/library');
    await expect(page.getByText('5,000 songs')).toBeVisible();
    expect(await list(page).getByRole('listitem').count()).toBeLessThan(60);
    await page.evaluate(() => scrollTo(0, document.body.scrollHeight));
    await expect(list(page).getByText('Song 5000', { exact: true })).toBeVisible();
    expect(await list(page).getByRole('listitem').count()).toBeLessThan(60);
  });
});
