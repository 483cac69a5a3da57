// Fails when the JavaScript that the first screen needs is over its budget.
// It adds up what index.html loads and what the start page's chunk imports.
import { readFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';

const budgetBytes = 200_000;
const folder = new URL('../dist/', import.meta.url);
const read = (name) => readFileSync(new URL(name, folder), 'utf8');

const needed = new Set();
function need(name) {
  if (needed.has(name)) return;
  needed.add(name);
  for (const [, other] of read(name).matchAll(/(?:from|import)\s*"\.\/([\w.-]+\.js)"/g)) {
    need(`assets/${other}`);
  }
}
for (const [, name] of read('index.html').matchAll(/"\/(assets\/[\w.-]+\.js)"/g)) need(name);
const shellBytes = total();
const start = read([...needed][0]).match(/assets\/(create-screen-[\w-]+\.js)/);
if (start) need(`assets/${start[1]}`);

function total() {
  return [...needed].reduce((sum, name) => sum + gzipSync(read(name)).length, 0);
}
console.log(
  `Shell ${shellBytes} bytes, with the start page ${total()} bytes of ${budgetBytes}, gzipped`,
);
if (total() > budgetBytes) process.exit(1);
