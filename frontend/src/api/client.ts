// Calls to the server. Types come from schema.d.ts, which `npm run types` makes.
import createClient from 'openapi-fetch';

import { connection } from './connection';
import { Problem } from './problem';
import type { components, paths } from './schema';

export type Schemas = components['schemas'];
export type Job = Schemas['Job'];
export type Model = Schemas['Model'];
export type Track = Schemas['Track'];
export type GenerateRequest = Schemas['GenerateRequest'];
export type System = Schemas['System'];

// Where the program and the page are of one origin, as always but in split deployments.
export const origin = globalThis.location.origin;

async function fetchAndWatch(request: Request): Promise<Response> {
  try {
    const response = await fetch(request);
    connection.answered(response);
    return response;
  } catch (error) {
    if (!request.signal.aborted) connection.missed();
    throw error;
  }
}

export const api = createClient<paths>({ baseUrl: origin, fetch: fetchAndWatch });

interface Answer<T> {
  data?: T;
  error?: unknown;
  response: Response;
}

// The answer's data, or a Problem thrown: what every query and mutation wraps its call in.
export async function unwrap<T>(call: Promise<Answer<T>>): Promise<T> {
  let answer: Answer<T>;
  try {
    answer = await call;
  } catch (error) {
    if (error instanceof DOMException && error.name === 'AbortError') throw error;
    throw Problem.away();
  }
  if (!answer.response.ok) throw Problem.from(answer.error, answer.response.status);
  return answer.data as T;
}
