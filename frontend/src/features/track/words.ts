// Names of sections and stems in the user's language; the engine's own where we have none.
import { textOr } from '@/i18n';

export const sectionName = (name: string): string => textOr(`track.section.${name}`, name);
export const stemName = (name: string): string => textOr(`track.stem.${name}`, name);
