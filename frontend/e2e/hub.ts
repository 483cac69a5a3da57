// A hub of models on this machine, and a studio that downloads from it.
import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { createInterface } from 'node:readline';

import { program } from './studio';

export class ModelHub {
  settings: Record<string, string> = {}; // for the environment of the studio
  private folder = '';
  private lines: AsyncIterator<string> | undefined;
  private process: ChildProcess | undefined;

  async open(): Promise<void> {
    this.folder = await mkdtemp(join(tmpdir(), 'musicgen-hub-'));
    const web = resolve(dirname(program), '../share/musicgen/web');
    const hub = spawn('/usr/bin/python3', ['e2e/hub.py', join(this.folder, 'resources'), web], {
      env: { ...process.env, MUSICGEN: program, PYTHONDONTWRITEBYTECODE: '1' },
      stdio: ['pipe', 'pipe', 'inherit'],
    });
    this.process = hub;
    this.lines = createInterface(hub.stdout)[Symbol.asyncIterator]();
    const { endpoint, resources } = JSON.parse(await this.next()) as Record<string, string>;
    this.settings = { HF_ENDPOINT: endpoint ?? '', MUSICGEN_RESOURCES: resources ?? '' };
  }

  async be(mood: 'slow' | 'quick' | 'refuse' | 'give'): Promise<void> {
    this.process?.stdin?.write(`${mood}\n`);
    await this.next();
  }

  async close(): Promise<void> {
    this.process?.stdin?.end();
    await rm(this.folder, { recursive: true, force: true });
  }

  private async next(): Promise<string> {
    const line = await this.lines?.next();
    if (!line || line.done) throw new Error('e2e/hub.py has ended.');
    return line.value;
  }
}
