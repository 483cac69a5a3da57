// Every screen on narrow phones and on a 4k display: nothing is cut, nothing scrolls sideways.
import type { Page } from '@playwright/test';

import { expect, test, tone, uploadTone } from './studio';

const title =
  'The Very Long Goodbye of a Lighthouse Keeper Who Counted Every Ship but Never Sailed (Night Version)';
let id = '';
let list = '';

test.beforeEach(async ({ request }) => {
  if (id !== '') return;
  id = await uploadTone(request, title, tone(220, 4));
  const made = await request.post('/api/playlists', { data: { name: title, track_ids: [id] } });
  list = ((await made.json()) as { id: string }).id;
});

// What stands beyond the right edge, unless it lies in a part that scrolls or is cut on purpose.
const beyondTheEdge = (page: Page) =>
  page.evaluate(() => {
    const isKept = (element: Element): boolean => {
      for (let box = element.parentElement; box; box = box.parentElement) {
        const { overflowX, position } = getComputedStyle(box);
        if (overflowX !== 'visible' && box !== document.body) return true;
        if (position === 'fixed') return false;
      }
      return false;
    };
    // Radix keeps invisible inputs for forms beside its own controls.
    return Array.from(document.querySelectorAll('body *:not(input[aria-hidden])'))
      .filter((element) => {
        const { right, left, width } = element.getBoundingClientRect();
        return width > 1 && (right > innerWidth + 1 || left < -1) && !isKept(element);
      })
      .map((element) => element.outerHTML.slice(0, 120));
  });

const screens: [string, () => string][] = [
  ['create', () => '/'],
  ['queue', () => '/queue'],
  ['library', () => '/library'],
  ['models', () => '/models'],
  ['settings', () => '/settings'],
  ['about', () => '/about'],
  ['upload', () => '/upload'],
  ['track', () => `/tracks/${id}`],
  ['loop', () => `/tracks/${id}/loop`],
  ['change', () => `/tracks/${id}/change`],
  ['playlist', () => `/playlists/${list}`],
  ['metadata', () => `/edit?ids=${id}`],
  ['export', () => `/export?ids=${id}`],
  ['not-found', () => '/nowhere'],
];

for (const [width, height] of [
  [320, 568],
  [360, 740],
  [375, 667],
  [3840, 2160],
] as const) {
  for (const [name, path] of screens) {
    test(`${name} fits ${width} × ${height}`, async ({ page }, { outputDir }) => {
      await page.setViewportSize({ width, height });
      await page.goto(path());
      await expect(page.getByRole('heading').first()).toBeVisible();
      await page.waitForLoadState('networkidle').catch(() => undefined);
      const { scrolled, shown } = await page.evaluate(() => ({
        scrolled: document.documentElement.scrollWidth,
        shown: document.documentElement.clientWidth,
      }));
      expect(scrolled).toBeLessThanOrEqual(shown);
      expect(await beyondTheEdge(page)).toEqual([]);
      await page.screenshot({ path: `${outputDir}/../sizes/${name}-${width}.png` });
    });
  }
}
