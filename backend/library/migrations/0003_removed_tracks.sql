-- Tracks that are gone for good, so that whoever shows them hears of it.
CREATE TABLE removed_tracks (
  revision BIGINT PRIMARY KEY,
  id TEXT NOT NULL
);
