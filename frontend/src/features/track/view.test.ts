import { chaptersOf, momentIn, placeIn } from './view';

it('places moments in the stretch that is in sight', () => {
  const view = { from: 10, to: 30 };
  expect(placeIn(view, 15)).toBe(25);
  expect(placeIn(view, 0)).toBe(-50);
  expect(momentIn(view, 0.25)).toBe(15);
});

it('lets each section last until the next and the last one to the end', () => {
  const sections = [
    { name: 'intro', start: 0 },
    { name: 'verse', start: 8 },
  ];
  expect(chaptersOf(sections, 20)).toEqual([
    { name: 'intro', start: 0, end: 8 },
    { name: 'verse', start: 8, end: 20 },
  ]);
});
