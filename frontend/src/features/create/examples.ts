// Words for the prompt box. They are English in every language, since engines read English.
export const examples = [
  'Lo-fi hip hop with rain sounds',
  'Slow piano waltz in A minor',
  'Epic orchestral build-up with choir',
  'Dark synthwave, 100 bpm, no drums',
  'Happy folk with banjo and harmonica',
  'Ocean waves and warm pads for sleeping',
] as const;

export const suggestions = [
  'with rain',
  'crackling vinyl',
  'slow',
  '120 bpm',
  'in D minor',
  '3/4',
  'solo piano',
  'with strings',
  'no drums',
  'builds up',
  'dreamy',
  'nostalgic',
] as const;

// Adds words to a prompt as a person would write them.
export function withWords(prompt: string, words: string): string {
  const start = prompt.trimEnd();
  if (start === '') return words.charAt(0).toUpperCase() + words.slice(1);
  if (start.toLowerCase().includes(words)) return prompt;
  return `${start.replace(/[.,;]$/, '')}, ${words}`;
}
