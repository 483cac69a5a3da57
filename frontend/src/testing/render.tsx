// For tests of components: a part of the app with a router, a fresh cache and a server whose answers
// the test gives.
import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import {
  createMemoryHistory,
  createRootRoute,
  createRouter,
  RouterProvider,
} from '@tanstack/react-router';
import { render } from '@testing-library/react';
import type { ReactNode } from 'react';

// By "METHOD /path"; a function is given the request's address and body.
export type Answers = Record<string, unknown>;

export interface Call {
  method: string;
  path: string;
  query: URLSearchParams;
  body: unknown;
}

interface RefusalProblem {
  code: string;
  detail: string;
  hint?: string;
}

// An answer that refuses.
export class Refusal {
  status: number;
  problem: RefusalProblem;
  constructor(status: number, problem: RefusalProblem) {
    this.status = status;
    this.problem = problem;
  }
}

const json = (value: unknown, status = 200) =>
  new Response(status === 204 ? null : JSON.stringify(value), {
    status,
    headers: { 'Content-Type': 'application/json' },
  });

// Answers the app's calls; the list that it returns grows with each of them. An address without an
// answer fails the test.
export function serve(answers: Answers): Call[] {
  const calls: Call[] = [];
  const answer = async (request: Request): Promise<Response> => {
    const { pathname, searchParams } = new URL(request.url);
    const text = await request.text();
    const call: Call = {
      method: request.method,
      path: pathname,
      query: searchParams,
      body: text === '' ? undefined : JSON.parse(text),
    };
    calls.push(call);
    const key = `${call.method} ${call.path}`;
    if (!(key in answers)) throw new Error(`The test has no answer to ${key}.`);
    const given = answers[key];
    const value: unknown =
      typeof given === 'function' ? (given as (call: Call) => unknown)(call) : given;
    if (value instanceof Refusal)
      return json({ status: value.status, ...value.problem }, value.status);
    return value === undefined ? json(null, 204) : json(value);
  };
  vi.stubGlobal('fetch', vi.fn(answer));
  return calls;
}

export function renderApp(ui: ReactNode) {
  const client = new QueryClient({ defaultOptions: { queries: { retry: false } } });
  const router = createRouter({
    routeTree: createRootRoute({ component: () => ui }),
    history: createMemoryHistory(),
  });
  const view = render(
    <QueryClientProvider client={client}>
      <RouterProvider router={router as never} />
    </QueryClientProvider>,
  );
  return { ...view, client };
}
