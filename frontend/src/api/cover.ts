import type { Track } from './client';

// The cover's address, which changes with the cover so that no old picture is shown.
export const coverOf = ({ cover_url, updated_at }: Track): string | null =>
  cover_url && `${cover_url}?v=${Date.parse(updated_at)}`;
