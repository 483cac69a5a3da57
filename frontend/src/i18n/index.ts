// All strings of the app stand in one file a language: en.json, de.json, zh.json.
// A new language: add its file and a line to `languages` and `catalogues`.
//
// This is written by hand since a library would take a tenth of the JavaScript that the first page
// may weigh, and the hard part, plurals, is the browser's own (Intl.PluralRules).
import { create } from 'zustand';

import en from './en.json';

export const languages = { en: 'English', de: 'Deutsch', zh: '中文' } as const;
export type Language = keyof typeof languages;
export const languageCodes = Object.keys(languages) as Language[];

interface Catalogue {
  readonly [key: string]: string | Catalogue;
}

const catalogues: Record<Language, () => Promise<Catalogue>> = {
  en: () => Promise.resolve(en),
  de: async () => (await import('./de.json')).default,
  zh: async () => (await import('./zh.json')).default,
};

type Paths<Tree> = {
  [Key in keyof Tree & string]: Tree[Key] extends string ? Key : `${Key}.${Paths<Tree[Key]>}`;
}[keyof Tree & string];
type WithoutPlural<Key> = Key extends `${infer Stem}_${'one' | 'other'}` ? Stem : Key;

// Every string's address: "queue.title". The forms of a plural (open_one, open_other) share the
// address "queue.open" and are chosen by `count`.
export type TextKey = WithoutPlural<Paths<typeof en>>;
export type TextValues = Readonly<Record<string, string | number>>;
export type Translate = (key: TextKey, values?: TextValues) => string;

interface Translation {
  t: Translate;
  language: Language;
}

// The text at an address, or undefined.
function find(catalogue: Catalogue, key: string): string | undefined {
  let place: string | Catalogue | undefined = catalogue;
  for (const part of key.split('.')) {
    if (place === undefined || typeof place === 'string') return undefined;
    place = place[part];
  }
  return typeof place === 'string' ? place : undefined;
}

function translationOf(language: Language, catalogue: Catalogue): Translation {
  const plurals = new Intl.PluralRules(language);
  const numbers = new Intl.NumberFormat(language);
  const textOf = (key: string, values: TextValues) => {
    const { count } = values;
    const form = typeof count === 'number' ? `${key}_${plurals.select(count)}` : key;
    return find(catalogue, form) ?? find(catalogue, key) ?? find(en, key) ?? key;
  };
  const t: Translate = (key, values = {}) =>
    textOf(key, values).replaceAll(/{{(\w+)}}/g, (_, name: string) => {
      const value = values[name];
      return name === 'count' && typeof value === 'number'
        ? numbers.format(value)
        : String(value ?? '');
    });
  return { t, language };
}

const useStore = create<Translation>(() => translationOf('en', en));

// `t` and the language inside components, which follow a change of language.
export const useTranslation = (): Translation => useStore();

// The same outside components, for this moment.
export const translation = (): Translation => useStore.getState();

// Words that come from the server; its own word where we have none.
export function textOr(key: string, fallback: string): string {
  const { t } = translation();
  return find(en, key) === undefined ? fallback : t(key as TextKey);
}

export const isLanguage = (text: string): text is Language => text in languages;

// What the browser asks for, as far as we speak it.
export function browserLanguage(): Language {
  const wanted = navigator.languages.map((tag) => tag.slice(0, 2).toLowerCase());
  return wanted.find(isLanguage) ?? 'en';
}

export async function switchLanguage(language: Language): Promise<void> {
  useStore.setState(translationOf(language, await catalogues[language]()));
  document.documentElement.lang = language === 'zh' ? 'zh-Hans' : language;
}
