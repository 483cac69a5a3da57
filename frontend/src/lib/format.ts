// Seconds as a clock shows them: 0:07, 3:20, 1:02:03.
export function formatTime(seconds: number): string {
  const whole = Number.isFinite(seconds) ? Math.max(0, Math.floor(seconds)) : 0;
  const hours = Math.floor(whole / 3600);
  const minutes = Math.floor(whole / 60) % 60;
  const rest = String(whole % 60).padStart(2, '0');
  return hours > 0 ? `${hours}:${String(minutes).padStart(2, '0')}:${rest}` : `${minutes}:${rest}`;
}

// The number in front with a point. A comma before exactly three digits parts thousands.
const withDecimalPoint = (text: string) =>
  text.replace(/^([1-9]\d{0,2}),(\d{3})(?!\d)/, '$1$2').replace(/^(\d+),(\d)/, '$1.$2');

// Hours, minutes, seconds; a word of their letters is the unit, however it is shortened.
const spoken =
  /^(?:([\d.]+)(?:h[ours]*|st[den.u]+|小时))?(?:([\d.]+)(?:m[eintsu.]*|分钟?))?(?:([\d.]+)(?:s[cdeknosu.]*|秒)?)?$/;

// Seconds of 3:20, 1:02:03, 90, "2m", "1,5 h", "1h30m", "90 min", "2 Stunden"; undefined for
// anything else. The server reads fewer words: it is sent the seconds.
export function parseDuration(text: string): number | undefined {
  const words = withDecimalPoint(text.trim().toLowerCase().replaceAll(/\s+/g, ''));
  if (/^\d+(:[0-5]?\d){1,2}(\.\d+)?$/.test(words)) {
    return words.split(':').reduce((total, part) => total * 60 + Number(part), 0);
  }
  const match = spoken.exec(words);
  if (!match || words === '') return undefined;
  const [, hours = 0, minutes = 0, seconds = 0] = match;
  const total = Number(hours) * 3600 + Number(minutes) * 60 + Number(seconds);
  return total >= 0 ? total : undefined;
}

const units = ['byte', 'kilobyte', 'megabyte', 'gigabyte', 'terabyte'] as const;

export function formatBytes(bytes: number, locale: string): string {
  const step = bytes < 1 ? 0 : Math.min(units.length - 1, Math.floor(Math.log10(bytes) / 3));
  return new Intl.NumberFormat(locale, {
    style: 'unit',
    unit: units[step] ?? 'byte',
    unitDisplay: step === 0 ? 'long' : 'short',
    maximumFractionDigits: step >= 3 ? 1 : 0,
  }).format(bytes / 1000 ** step);
}

// How long something will take, in words: "8 sec", "2 min", "1 hr 5 min".
export function formatSpan(seconds: number, locale: string): string {
  const part = (value: number, unit: 'second' | 'minute' | 'hour') =>
    new Intl.NumberFormat(locale, { style: 'unit', unit, unitDisplay: 'short' }).format(value);
  if (seconds < 60) return part(Math.max(1, Math.round(seconds)), 'second');
  const minutes = Math.round(seconds / 60);
  if (minutes < 60) return part(minutes, 'minute');
  const rest = minutes % 60;
  const hours = part(Math.floor(minutes / 60), 'hour');
  return rest === 0 ? hours : `${hours} ${part(rest, 'minute')}`;
}

// "5 minutes ago"; an RFC 3339 time.
export function formatAgo(time: string, locale: string, now = Date.now()): string {
  const relative = new Intl.RelativeTimeFormat(locale, { numeric: 'auto' });
  const seconds = Math.round((Date.parse(time) - now) / 1000);
  const size = Math.abs(seconds);
  if (size < 60) return relative.format(Math.min(0, seconds), 'second');
  if (size < 3600) return relative.format(Math.round(seconds / 60), 'minute');
  if (size < 86_400) return relative.format(Math.round(seconds / 3600), 'hour');
  if (size < 30 * 86_400) return relative.format(Math.round(seconds / 86_400), 'day');
  return new Intl.DateTimeFormat(locale, { dateStyle: 'medium' }).format(Date.parse(time));
}
