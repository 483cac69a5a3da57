import { useQuery } from '@tanstack/react-query';
import { Search, X } from 'lucide-react';
import { useEffect, useEffectEvent, useState, type ReactNode } from 'react';

import { facetsQuery } from '@/api/library';
import { Button } from '@/components/ui/button';
import { Input, Select } from '@/components/ui/input';
import { useTranslation } from '@/i18n';
import { cn } from '@/lib/cn';
import { useDebounced } from '@/lib/use-debounced';

import { isNarrowed, kinds, sorts, type LibrarySearch } from './search';

interface FiltersProps {
  search: LibrarySearch;
  onChange: (change: Partial<LibrarySearch>) => void;
}

export function Filters({ search, onChange }: FiltersProps) {
  const { t } = useTranslation();
  const { data: facets } = useQuery(facetsQuery(search));
  return (
    <div role="search" className="mb-4 flex flex-wrap gap-2">
      <SearchBox
        key={String(search.favorite ?? search.trash)}
        value={search.q ?? ''}
        onChange={(q) => onChange({ q: q || undefined })}
      />
      <Facet
        label={t('library.genre')}
        all={t('library.genreAll')}
        counts={facets?.genre}
        value={search.genre}
        onChange={(genre) => onChange({ genre })}
      />
      <Facet
        label={t('library.mood')}
        all={t('library.moodAll')}
        counts={facets?.mood}
        value={search.mood}
        onChange={(mood) => onChange({ mood })}
      />
      <Facet
        label={t('library.kind')}
        all={t('library.kindAll')}
        counts={facets?.kind}
        value={search.kind}
        nameOf={(name) => {
          const kind = kinds.find((other) => other === name);
          return kind ? t(`library.kinds.${kind}`) : name;
        }}
        onChange={(name) => onChange({ kind: kinds.find((kind) => kind === name) })}
      />
      {Object.keys(facets?.model ?? {}).length > 1 || search.model ? (
        <Facet
          label={t('library.engine')}
          all={t('library.engineAll')}
          counts={facets?.model}
          value={search.model}
          onChange={(model) => onChange({ model })}
        />
      ) : null}
      <Choice label={t('library.sort')}>
        <Select
          aria-label={t('library.sort')}
          value={search.sort ?? sorts[0]}
          onChange={({ target }) => {
            const sort = sorts.find((other) => other === target.value);
            onChange({ sort: sort === sorts[0] ? undefined : sort });
          }}
        >
          {sorts.map((sort) => (
            <option key={sort} value={sort}>
              {t(`library.sorts.${sort}`)}
            </option>
          ))}
        </Select>
      </Choice>
      {isNarrowed(search) ? (
        <Button
          look="quiet"
          onClick={() =>
            onChange({
              q: undefined,
              genre: undefined,
              mood: undefined,
              kind: undefined,
              model: undefined,
            })
          }
        >
          <X aria-hidden />
          {t('library.clearFilters')}
        </Button>
      ) : null}
    </div>
  );
}

function Choice({ label, children }: { label: string; children: ReactNode }) {
  return (
    <div title={label} className="min-w-0 grow basis-[calc(50%-0.25rem)] sm:max-w-44 sm:basis-28">
      {children}
    </div>
  );
}

interface FacetProps {
  label: string;
  all: string;
  counts: Record<string, number> | undefined;
  value: string | undefined;
  nameOf?: (value: string) => string;
  onChange: (value: string | undefined) => void;
}

function Facet({ label, all, counts = {}, value, nameOf = (name) => name, onChange }: FacetProps) {
  const { t } = useTranslation();
  const known = Object.entries(counts).sort(([a, x], [b, y]) => y - x || a.localeCompare(b));
  const chosen = known.find(([name]) => name.toLowerCase() === value?.toLowerCase());
  if (known.length === 0 && value === undefined) return null;
  return (
    <Choice label={label}>
      <Select
        aria-label={label}
        value={chosen?.[0] ?? value ?? ''}
        onChange={({ target }) => onChange(target.value || undefined)}
        className={cn(value !== undefined && 'border-accent-ink bg-accent-soft')}
      >
        <option value="">{all}</option>
        {value !== undefined && !chosen ? <option value={value}>{nameOf(value)}</option> : null}
        {known.map(([name, count]) => (
          <option key={name} value={name}>
            {t('library.facet', { name: nameOf(name), number: count })}
          </option>
        ))}
      </Select>
    </Choice>
  );
}

function SearchBox({ value, onChange }: { value: string; onChange: (value: string) => void }) {
  const { t } = useTranslation();
  const [text, setText] = useState(value);
  const [shown, setShown] = useState(value);
  // The address may change by itself: back, or filters cleared.
  if (shown !== value) {
    setShown(value);
    if (text.trim() !== value) setText(value);
  }
  const rested = useDebounced(text, 200);
  const search = useEffectEvent((words: string) => {
    if (words === text.trim() && words !== value) onChange(words);
  });
  useEffect(() => search(rested.trim()), [rested]);
  return (
    <div className="relative min-w-0 basis-full sm:min-w-56 sm:grow-[3] sm:basis-56">
      <Search
        aria-hidden
        className="pointer-events-none absolute top-1/2 left-3 size-4 -translate-y-1/2 text-ink-soft"
      />
      <Input
        type="search"
        aria-label={t('library.search')}
        placeholder={t('library.searchHint')}
        value={text}
        onChange={({ target }) => setText(target.value)}
        className="pl-9"
      />
    </div>
  );
}
