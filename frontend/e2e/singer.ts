// A studio whose songs are sung by DiffRhythm itself, with small random weights.
import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

import { program, type Studio } from './studio';

const run = promisify(execFile);

export async function installSinger(studio: Studio): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'musicgen-singer-'));
  const env = { ...process.env, MUSICGEN_HOME: studio.home, PYTHONDONTWRITEBYTECODE: '1' };
  await run('/usr/bin/python3', ['e2e/singer.py', folder], { env });
  await run(program, ['models', 'import', folder], { env });
  await rm(folder, { recursive: true });
  await studio.restart();
}
