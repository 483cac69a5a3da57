// Writes src/api/schema.d.ts from the server's own description of its API:
//   npm run types                    asks the program in build/release
//   npm run types -- FILE_OR_URL     reads an openapi.json
import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

import openapiTS, { astToString } from 'openapi-typescript';

const program = fileURLToPath(new URL('../../build/release/bin/musicgen', import.meta.url));
const target = fileURLToPath(new URL('../src/api/schema.d.ts', import.meta.url));

async function read_description(source) {
  if (!source) return execFileSync(program, ['openapi'], { encoding: 'utf8' });
  const url = source.includes('://')
    ? new URL(source)
    : new URL(source, `file://${process.cwd()}/`);
  if (url.protocol !== 'file:') return (await fetch(url)).text();
  return (await import('node:fs')).readFileSync(url, 'utf8');
}

const description = JSON.parse(await read_description(process.argv[2]));
const types = await openapiTS(description, { alphabetize: true, defaultNonNullable: false });
writeFileSync(target, `// Made by \`npm run types\` from /openapi.json.\n\n${astToString(types)}`);
