import { idsOf, isNarrowed, readIds, readLibrarySearch } from './search';

describe('the library’s address', () => {
  it('keeps what it knows', () => {
    expect(readLibrarySearch({ q: 'rain', kind: 'loop', favorite: true, sort: '-bpm' })).toEqual({
      q: 'rain',
      kind: 'loop',
      favorite: true,
      sort: '-bpm',
    });
  });

  it('leaves out what makes no sense', () => {
    expect(readLibrarySearch({ q: '', kind: 'song', favorite: 'yes', sort: 'size', x: 1 })).toEqual(
      {},
    );
  });

  it('searches for numbers too', () => {
    expect(readLibrarySearch({ q: 82 }).q).toBe('82');
  });

  it('is narrowed by filters but not by its place', () => {
    expect(isNarrowed({ trash: true, sort: 'title' })).toBe(false);
    expect(isNarrowed({ genre: 'Jazz' })).toBe(true);
  });
});

describe('a list of tracks in an address', () => {
  it('has no empty ids', () => {
    expect(idsOf(readIds({ ids: 'a,,b,' }).ids)).toEqual(['a', 'b']);
    expect(idsOf(readIds({}).ids)).toEqual([]);
  });
});
