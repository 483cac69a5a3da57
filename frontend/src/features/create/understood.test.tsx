import { render, screen, within } from '@testing-library/react';

import type { Brief } from '@/api/queries';

import { Understood } from './understood';

const brief: Brief = {
  title: 'Lo-fi',
  genre: 'lofi',
  genre_label: 'Lo-fi',
  mood: 'relaxed',
  bpm: 82,
  key: 'F# minor',
  meter: '4/4',
  instruments: ['electric piano'],
  without: ['drums'],
  ambience: [{ name: 'rain', level: 0.5 }],
  energy: [0.2, 0.9],
  duration: 180,
  seed: 1,
  facts: [
    { field: 'genre', value: 'lofi', source: 'prompt', words: 'Lo-fi' },
    { field: 'mood', value: 'relaxed', source: 'genre', words: '' },
    { field: 'key', value: 'F# minor', source: 'mood', words: 'sad' },
    { field: 'meter', value: '4/4', source: 'chance', words: '' },
  ],
  not_understood: ['zorgle'],
};

it('marks the words that were read and names those that were not', () => {
  render(
    <Understood prompt="Lo-fi zorgle" brief={brief} error={null} stale={false} silent={false} />,
  );
  expect(screen.getByText('Lo-fi', { selector: 'mark' })).toBeInTheDocument();
  expect(screen.getByText(/don’t know these words/)).toHaveTextContent('zorgle');
});

it('says where each fact comes from, unless the prompt said it', () => {
  render(<Understood prompt="Lo-fi" brief={brief} error={null} stale={false} silent={false} />);
  const valueOf = (name: string) => screen.getByText(name).nextElementSibling as HTMLElement;
  expect(within(valueOf('Mood')).getByText('suits the genre')).toBeInTheDocument();
  expect(within(valueOf('Key')).getByText('suits the mood')).toBeInTheDocument();
  expect(within(valueOf('Meter')).getByText('by chance')).toBeInTheDocument();
  expect(valueOf('Genre')).toHaveTextContent(/^Lo-fi$/);
});

it('shows the problem in its own place', () => {
  render(
    <Understood prompt="x" brief={undefined} error={new Error('x')} stale={false} silent={false} />,
  );
  expect(screen.getByRole('alert')).toHaveTextContent(/went wrong/);
});

it('says so where the engine keeps it to itself', () => {
  render(<Understood prompt="x" brief={null} error={null} stale={false} silent />);
  expect(screen.getByText(/doesn’t say beforehand/)).toBeInTheDocument();
});
