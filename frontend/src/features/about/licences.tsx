import display from '@fontsource-variable/bricolage-grotesque/LICENSE?raw';
import sans from '@fontsource-variable/instrument-sans/LICENSE?raw';
import { queryOptions, useQuery } from '@tanstack/react-query';
import { ExternalLink } from 'lucide-react';
import * as v from 'valibot';

import { origin } from '@/api/client';
import { Problem } from '@/api/problem';
import { ProblemNote } from '@/components/ui/problem';
import { Card, Skeleton } from '@/components/ui/surface';
import { useTranslation } from '@/i18n';

// The scripts of the app, as the build lists them (vite.config.ts).
const Entry = v.object({
  name: v.string(),
  version: v.string(),
  identifier: v.nullish(v.string()),
  text: v.nullish(v.string()),
});
type Entry = v.InferOutput<typeof Entry>;

// The build lists fonts by their packages; here they stand by their names.
const isFont = ({ name }: Entry) => name.startsWith('@fontsource');
const fonts: Entry[] = [
  { name: 'Bricolage Grotesque', version: '', identifier: 'OFL-1.1', text: display },
  { name: 'Instrument Sans', version: '', identifier: 'OFL-1.1', text: sans },
];
// The pages of the API's reference.
const pages = [
  { name: 'Swagger UI', identifier: 'Apache-2.0', href: '/docs/swagger-ui.LICENSE.txt' },
  { name: 'ReDoc', identifier: 'MIT', href: '/docs/redoc.LICENSE.txt' },
];

const licencesQuery = queryOptions({
  queryKey: ['licences'],
  queryFn: async ({ signal }): Promise<Entry[]> => {
    const answer = await fetch(`${origin}/licences.json`, { signal }).catch(() => null);
    if (!answer?.ok) throw Problem.from(null, answer?.status ?? 0);
    return v.parse(v.array(Entry), await answer.json());
  },
  staleTime: Infinity,
});

export function Licences() {
  const { t } = useTranslation();
  const { data, error, refetch } = useQuery(licencesQuery);
  return (
    <Card className="min-w-0 p-5 sm:p-6">
      <h2 className="text-lg">{t('about.licences')}</h2>
      <p className="mt-1 mb-4 text-sm text-ink-soft">{t('about.licencesText')}</p>
      {error ? <ProblemNote error={error} onRetry={() => void refetch()} /> : null}
      {!data && !error ? <Skeleton className="h-40" /> : null}
      <ul className="divide-y divide-line text-sm">
        {[...fonts, ...(data ?? []).filter((entry) => !isFont(entry))].map((entry) => (
          <li key={`${entry.name} ${entry.version}`}>
            <Licence entry={entry} />
          </li>
        ))}
        {pages.map(({ name, identifier, href }) => (
          <li key={name} className="flex gap-3 py-2">
            <span className="min-w-0 grow truncate">{name}</span>
            <a
              href={href}
              target="_blank"
              rel="noreferrer"
              className="inline-flex items-center gap-1"
            >
              {identifier}
              <ExternalLink aria-label={t('common.newTab')} className="size-3" />
            </a>
          </li>
        ))}
      </ul>
    </Card>
  );
}

function Licence({ entry: { name, version, identifier, text } }: { entry: Entry }) {
  const line = (
    <>
      <span className="min-w-0 grow truncate">
        {name} <span className="text-ink-soft tabular">{version}</span>
      </span>
      <span className="shrink-0 text-ink-soft">{identifier}</span>
    </>
  );
  if (!text) return <p className="flex gap-3 py-2">{line}</p>;
  return (
    <details>
      <summary className="flex cursor-default gap-3 py-2 hover:text-accent-ink">{line}</summary>
      <pre
        tabIndex={0} // eslint-disable-line jsx-a11y/no-noninteractive-tabindex -- it scrolls
        className="mb-3 max-h-64 overflow-auto rounded-lg bg-sunken p-3 text-xs whitespace-pre-wrap"
      >
        {text}
      </pre>
    </details>
  );
}
