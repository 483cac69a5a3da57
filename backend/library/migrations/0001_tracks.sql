-- One row counts all changes; each changed track takes the next number.
CREATE TABLE revisions (
  id BIGINT PRIMARY KEY CHECK (id = 1),
  revision BIGINT NOT NULL
);
INSERT INTO revisions (id, revision) VALUES (1, 0);

-- Times are microseconds since 1970; tags, sections and brief are JSON, the long ones last.
CREATE TABLE tracks (
  number BIGINT PRIMARY KEY,
  id TEXT NOT NULL UNIQUE,
  revision BIGINT NOT NULL UNIQUE,
  job_id TEXT,                      -- what made it; NULL for uploads
  output TEXT,
  kind TEXT NOT NULL,
  title TEXT NOT NULL,
  artist TEXT NOT NULL,
  album TEXT NOT NULL,
  genre TEXT NOT NULL,
  mood TEXT NOT NULL,
  year BIGINT,
  bpm DOUBLE PRECISION,
  key TEXT NOT NULL,
  duration DOUBLE PRECISION NOT NULL,
  sample_rate_hz BIGINT NOT NULL,
  channels BIGINT NOT NULL,
  created_at BIGINT NOT NULL,
  updated_at BIGINT NOT NULL,
  deleted_at BIGINT,
  file_url TEXT NOT NULL,
  format TEXT NOT NULL,
  bytes BIGINT NOT NULL,
  model_used TEXT NOT NULL,
  model_version TEXT NOT NULL,
  seed BIGINT,
  loudness_lufs DOUBLE PRECISION,
  peak_dbtp DOUBLE PRECISION,
  parent_id TEXT,
  favorite BIGINT NOT NULL,
  cover_url TEXT,
  tags TEXT NOT NULL,
  generation_prompt TEXT NOT NULL,
  comment TEXT NOT NULL,
  sections TEXT NOT NULL,
  brief TEXT NOT NULL,
  UNIQUE (job_id, output)
);

-- One for each order that lists come in.
CREATE INDEX tracks_by_created_at ON tracks (created_at, id) WHERE deleted_at IS NULL;
CREATE INDEX tracks_by_title ON tracks (LOWER(title), id) WHERE deleted_at IS NULL;
CREATE INDEX tracks_by_duration ON tracks (duration, id) WHERE deleted_at IS NULL;
CREATE INDEX tracks_by_bpm ON tracks (COALESCE(bpm, 0.0), id) WHERE deleted_at IS NULL;
CREATE INDEX tracks_by_genre ON tracks (LOWER(genre), id) WHERE deleted_at IS NULL;
CREATE INDEX tracks_by_artist ON tracks (LOWER(artist), id) WHERE deleted_at IS NULL;

-- Counting facets reads only this.
CREATE INDEX tracks_facets ON tracks (genre, mood, kind, model_used, favorite)
  WHERE deleted_at IS NULL;
CREATE INDEX tracks_in_trash ON tracks (deleted_at) WHERE deleted_at IS NOT NULL;
