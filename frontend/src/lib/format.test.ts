import { formatAgo, formatBytes, formatSpan, formatTime, parseDuration } from './format';

describe('formatTime', () => {
  it.each([
    [0, '0:00'],
    [7.9, '0:07'],
    [200, '3:20'],
    [3723, '1:02:03'],
    [Number.NaN, '0:00'],
  ])('shows %s seconds as %s', (seconds, text) => {
    expect(formatTime(seconds)).toBe(text);
  });
});

describe('parseDuration', () => {
  it.each([
    ['3:20', 200],
    ['1:02:03', 3723],
    ['90', 90],
    ['2m', 120],
    ['1h30m', 5400],
    ['1 h 5 min', 3900],
    ['45 s', 45],
    ['1,5m', 90],
    ['2,25 min', 135],
    ['0,125h', 450],
    ['1,000', 1000],
    ['1,5h30m', 7200],
    ['1h30', 3630],
    ['2.5m', 150],
    ['1:30.5', 90.5],
    ['1,5 h', 5400],
    ['90 min', 5400],
    ['2 hours', 7200],
    ['1 hr 1 min 1 sec', 3661],
    ['2 Stunden', 7200],
    ['1 Stunde 30 Minuten', 5400],
    ['1 Std. 30 Min.', 5400],
    ['45 Sekunden', 45],
    ['1小时30分钟', 5400],
    ['45 秒', 45],
  ])('reads %s', (text, seconds) => {
    expect(parseDuration(text)).toBe(seconds);
  });

  it.each(['', 'soon', '3:75', '-5', '1:2:3:4', '1,', '1,5,5', '1.5,5'])('refuses "%s"', (text) => {
    expect(parseDuration(text)).toBeUndefined();
  });

  it.each(['hours', '2 months', '30m1h', '1h2h', '1:', '1..5h', '.', '1e3'])(
    'refuses "%s"',
    (text) => {
      expect(parseDuration(text)).toBeUndefined();
    },
  );
});

describe('words for size and time', () => {
  it('names sizes in the largest whole unit', () => {
    expect(formatBytes(148_398_306, 'en')).toBe('148 MB');
    expect(formatBytes(4_200_000_000, 'en')).toBe('4.2 GB');
    expect(formatBytes(0, 'en')).toBe('0 bytes');
  });

  it('names waits as people say them', () => {
    expect(formatSpan(0.2, 'en')).toBe('1 sec');
    expect(formatSpan(130, 'en')).toBe('2 min');
    expect(formatSpan(3900, 'en')).toBe('1 hr 5 min');
  });

  it('names moments in the past', () => {
    const now = Date.parse('2026-03-01T12:00:00Z');
    expect(formatAgo('2026-03-01T11:55:00Z', 'en', now)).toBe('5 minutes ago');
    expect(formatAgo('2026-03-01T12:00:30Z', 'en', now)).toBe('now');
  });
});
