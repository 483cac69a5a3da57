// A recorded answer of GET /api/models from a studio where DiffRhythm is installed.
import type { Model } from '@/api/client';

import recorded from '../../../../e2e/data/models.json';

export const models = recorded.items as Model[];

export function modelNamed(name: string): Model {
  const found = models.find((model) => model.name === name);
  if (!found) throw new Error(`models.json has no ${name}.`);
  return found;
}
