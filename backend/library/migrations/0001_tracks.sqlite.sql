-- Full-text search: an index over the words of tracks, kept by triggers as the FTS5 manual describes
-- for external content (sqlite.org/fts5.html, section 4.4.3). Symbols count as words, so that an
-- emoji can be found.
CREATE VIRTUAL TABLE track_words USING fts5(
  title, artist, album, genre, mood, generation_prompt, comment, tags,
  content = 'tracks', content_rowid = 'number',
  tokenize = "unicode61 remove_diacritics 2 categories 'L* N* Co So'"
);

CREATE TRIGGER track_words_of_new AFTER INSERT ON tracks BEGIN
  INSERT INTO track_words
    (rowid, title, artist, album, genre, mood, generation_prompt, comment, tags)
    VALUES (new.number, new.title, new.artist, new.album, new.genre, new.mood,
            new.generation_prompt, new.comment, new.tags);
END;

CREATE TRIGGER track_words_of_removed AFTER DELETE ON tracks BEGIN
  INSERT INTO track_words
    (track_words, rowid, title, artist, album, genre, mood, generation_prompt, comment, tags)
    VALUES ('delete', old.number, old.title, old.artist, old.album, old.genre, old.mood,
            old.generation_prompt, old.comment, old.tags);
END;

CREATE TRIGGER track_words_of_changed
AFTER UPDATE OF title, artist, album, genre, mood, generation_prompt, comment, tags ON tracks BEGIN
  INSERT INTO track_words
    (track_words, rowid, title, artist, album, genre, mood, generation_prompt, comment, tags)
    VALUES ('delete', old.number, old.title, old.artist, old.album, old.genre, old.mood,
            old.generation_prompt, old.comment, old.tags);
  INSERT INTO track_words
    (rowid, title, artist, album, genre, mood, generation_prompt, comment, tags)
    VALUES (new.number, new.title, new.artist, new.album, new.genre, new.mood,
            new.generation_prompt, new.comment, new.tags);
END;
