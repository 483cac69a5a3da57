// What whoever helps needs to know of a studio. English, whatever the app speaks; no names of songs,
// no addresses and no keys.
import type { Model, System } from '@/api/client';

export interface Surroundings {
  browser: string;
  languages: readonly string[];
  screen: string; // "1440 × 900, 2×"
  app: string; // "browser tab" or "installed"
}

export const surroundings = (): Surroundings => ({
  browser: navigator.userAgent,
  languages: navigator.languages,
  screen: `${innerWidth} × ${innerHeight}, ${devicePixelRatio}×`,
  app: matchMedia('(display-mode: standalone)').matches ? 'installed' : 'browser tab',
});

const gigabytes = (bytes: number) => `${(bytes / 1e9).toFixed(1)} GB`;

export function reportOf(system: System, models: readonly Model[], around: Surroundings): string {
  const { device, neural, storage, limits } = system;
  const installed = models.filter((model) => model.installed);
  return [
    `MusicGen Local ${system.version}`,
    `Device: ${device.name}, ${device.cores} cores, ${gigabytes(device.memory_bytes)} memory`,
    `Storage: ${gigabytes(storage.free_bytes)} free of ${gigabytes(storage.total_bytes)}`,
    `Engines: ${installed.map(({ name, version }) => [name, version].filter(Boolean).join(' ')).join(', ') || 'none'}`,
    `Neural program: ${neural ? `libtorch ${neural.libtorch} on ${neural.device}` : 'none'}`,
    `Limits: songs of ${limits.min_duration} to ${limits.max_duration} s, ` +
      `${limits.max_concurrent_jobs} jobs at once, timeout ${limits.job_timeout} s, ` +
      `uploads of ${limits.max_upload_mb} MB, ${limits.rate_limit_per_minute || 'any number of'} songs a minute`,
    `Key needed: ${system.needs_key ? 'yes' : 'no'}`,
    `Browser: ${around.browser}`,
    `Languages: ${around.languages.join(', ')}`,
    `Window: ${around.screen}, ${around.app}`,
  ].join('\n');
}
