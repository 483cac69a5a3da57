import type { Model, System } from '@/api/client';

import { reportOf } from './report';

const system: System = {
  version: '0.1.0',
  needs_key: true,
  device: { name: 'cpu', cores: 4, memory_bytes: 16e9 },
  neural: null,
  storage: { free_bytes: 40e9, total_bytes: 120e9 },
  limits: {
    min_duration: 5,
    max_duration: 3600,
    max_upload_mb: 100,
    max_concurrent_jobs: 3,
    rate_limit_per_minute: 0,
    job_timeout: 600,
  },
};
const model = (name: string, installed: boolean) => ({ name, installed, version: '1' }) as Model;
const around = {
  browser: 'Chromium',
  languages: ['de', 'en'],
  screen: '800 × 600, 1×',
  app: 'installed',
};

it('tells all that helps, a line each', () => {
  const report = reportOf(system, [model('composer', true), model('Singer', false)], around);
  expect(report).toBe(
    `MusicGen Local 0.1.0
Device: cpu, 4 cores, 16.0 GB memory
Storage: 40.0 GB free of 120.0 GB
Engines: composer 1
Neural program: none
Limits: songs of 5 to 3600 s, 3 jobs at once, timeout 600 s, uploads of 100 MB, any number of songs a minute
Key needed: yes
Browser: Chromium
Languages: de, en
Window: 800 × 600, 1×, installed`,
  );
});

it('says which libtorch songs are computed with', () => {
  const neural = { libtorch: '1.13.1', device: 'cuda' };
  expect(reportOf({ ...system, neural }, [], around)).toContain(
    '\nNeural program: libtorch 1.13.1 on cuda\n',
  );
});
