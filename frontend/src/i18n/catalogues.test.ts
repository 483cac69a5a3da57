import de from './de.json';
import en from './en.json';
import zh from './zh.json';

interface Tree {
  [key: string]: string | Tree;
}

// "a.b" -> text; the plural forms of a key are one key, since languages differ in them.
function flatten(tree: Tree, path = ''): Map<string, string> {
  const flat = new Map<string, string>();
  for (const [key, value] of Object.entries(tree)) {
    const name = `${path}${key}`.replace(/_(zero|one|two|few|many|other)$/, '');
    if (typeof value === 'string') flat.set(name, value);
    else for (const [inner, text] of flatten(value, `${name}.`)) flat.set(inner, text);
  }
  return flat;
}

const placeholders = (text: string) =>
  [...text.matchAll(/{{(\w+)/g)].map((match) => match[1]).sort();

const sources = import.meta.glob<string>('../**/*.{ts,tsx}', {
  query: '?raw',
  import: 'default',
  eager: true,
});

const english = flatten(en);

describe.each([
  ['German', flatten(de)],
  ['Chinese', flatten(zh)],
])('the %s catalogue', (_, other) => {
  it('has every string and no other', () => {
    expect([...other.keys()].sort()).toEqual([...english.keys()].sort());
  });

  it('keeps the placeholders', () => {
    for (const [key, text] of english) {
      expect({ key, has: placeholders(other.get(key) ?? '') }).toEqual({
        key,
        has: placeholders(text),
      });
    }
  });
});

it('has no string that nobody uses', () => {
  const code = Object.values(sources).join('\n');
  const unused = [...english.keys()].filter((key) => {
    if (key.startsWith('music.') || key.startsWith('problems.')) return false;
    const group = key.slice(0, key.lastIndexOf('.'));
    return !code.includes(`'${key}'`) && !code.includes(`\`${group}.\${`);
  });
  expect(unused).toEqual([]);
});
