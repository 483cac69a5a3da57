import { switchLanguage, textOr, translation } from '.';

afterEach(() => switchLanguage('en'));

it('puts values into their places', () => {
  expect(translation().t('player.playTrack', { title: 'Night' })).toBe('Play Night');
});

it('chooses the form that the number asks for', async () => {
  const say = (count: number) => translation().t('library.count', { count });
  expect([say(1), say(2), say(1234)]).toEqual(['1 song', '2 songs', '1,234 songs']);
  await switchLanguage('zh');
  expect([say(1), say(2)]).toEqual(['1 首歌', '2 首歌']);
});

it('keeps the server’s word where the catalogue has none', async () => {
  await switchLanguage('de');
  expect(textOr('music.mood.happy', 'happy')).toBe('Fröhlich');
  expect(textOr('music.mood.zorgle', 'zorgle')).toBe('zorgle');
});

it('names the language of the page for screen readers', async () => {
  await switchLanguage('zh');
  expect(document.documentElement.lang).toBe('zh-Hans');
});
