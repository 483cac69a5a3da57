import { useQuery } from '@tanstack/react-query';
import * as v from 'valibot';

import type { GenerateRequest } from '@/api/client';
import { briefQuery } from '@/api/queries';
import { useDebounced } from '@/lib/use-debounced';

import { can, type EngineOptions } from './engine-options';
import { toRequest, type CreateForm, type formRules } from './form';

const restMs = 450;

// What the engine understands of the form as it stands; asked once the typing rests and as long
// as the form keeps its rules.
export function useBrief(
  form: CreateForm,
  options: EngineOptions,
  rules: ReturnType<typeof formRules>,
) {
  const text = useDebounced(JSON.stringify(askOf(form, options, rules)), restMs);
  const request = JSON.parse(text) as GenerateRequest | null;
  const query = useQuery({
    ...briefQuery(request ?? { prompt: '' }),
    enabled: request !== null,
  });
  return {
    brief: request === null ? null : query.data,
    error: request === null ? null : query.error,
    stale: query.isPlaceholderData,
  };
}

// Only what changes the music, so that the choice of a format asks nothing.
function askOf(
  form: CreateForm,
  options: EngineOptions,
  rules: ReturnType<typeof formRules>,
): GenerateRequest | null {
  if (!can(options, 'brief') || !v.safeParse(rules, form).success) return null;
  const { model, prompt, duration, parameters, seed } = toRequest(form, options);
  return { prompt, ...(duration && { duration }), parameters, seed, ...(model && { model }) };
}
