// Writes words.tsv and traditional.tsv from the npm packages beside this file:
//   node write_tables.mjs TARGET_FOLDER
// A line of words.tsv: word, reading with tone numbers (ü is v), frequency. A line of
// traditional.tsv: traditional character, simplified one.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const here = fileURLToPath(new URL('.', import.meta.url));
const modules = join(here, 'node_modules');
const json = (name) => JSON.parse(readFileSync(join(modules, '@pinyin-pro/data/json', name), 'utf8'));
const table = async (name) =>
  import(pathToFileURL(join(modules, 'pinyin-pro/dist/esm/data', name)).href);

// pinyin-pro's own weights for words without a counted frequency.
const knownWord = 2e-8;
const knownCharacter = 1e-13;

// Rarer words only make the table large.
const rarest = 2e-11;

const toneOf = { '\u0304': '1', '\u0301': '2', '\u030c': '3', '\u0300': '4' };

function numbered(syllable) {
  let tone = '5';
  const letters = syllable
    .normalize('NFD')
    .replace(/u\u0308/g, 'v')
    .replace(/[\u0304\u0301\u030c\u0300]/g, (mark) => {
      tone = toneOf[mark];
      return '';
    })
    .normalize('NFC');
  return letters + tone;
}

const words = new Map();
const add = (word, reading, frequency) =>
  words.set(word, [reading.trim().split(/\s+/).map(numbered).join(' '), frequency]);

// The first reading of a character is its most usual one.
const characters = (await table('dict1.mjs')).default;
characters.NumberDICT.forEach((readings, code) =>
  add(String.fromCharCode(code), readings.split(' ')[0], knownCharacter),
);
characters.StringDICT.forEach((readings, character) =>
  add(character, readings.split(' ')[0], knownCharacter),
);
for (const name of ['dict2.mjs', 'dict3.mjs', 'dict4.mjs', 'dict5.mjs']) {
  for (const [word, reading] of Object.entries((await table(name)).default)) {
    add(word, reading, knownWord);
  }
}
for (const name of ['complete.json', 'modern.json']) {
  for (const [word, [reading, frequency = knownWord]] of Object.entries(json(name))) {
    if (frequency >= rarest || words.has(word)) add(word, reading, frequency);
  }
}

const lines = [...words]
  .filter(([, [reading]]) => /^[a-zê]+[1-5]( [a-zê]+[1-5])*$/.test(reading))
  .map(([word, [reading, frequency]]) => `${word}\t${reading}\t${frequency}`)
  .sort();
writeFileSync(join(process.argv[2], 'words.tsv'), lines.join('\n') + '\n');
const pairs = Object.entries(json('traditional.json')).map((pair) => pair.join('\t'));
writeFileSync(join(process.argv[2], 'traditional.tsv'), pairs.sort().join('\n') + '\n');
