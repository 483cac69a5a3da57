// An engine's own parameters, those without a control of their own, read from their JSON Schema.
import * as v from 'valibot';

export interface EngineSetting {
  name: string;
  kind: 'integer' | 'number' | 'switch' | 'choice' | 'text';
  label: string; // the engine's own, in English
  hint: string;
  usual: string; // what the engine takes where nothing is chosen; '' where it doesn't say
  min: number | undefined;
  max: number | undefined;
  choices: string[];
}

// As typed, by the setting's name; what is left out or '' is the engine's choice.
export type SettingValues = Record<string, string>;

const scalar = v.union([v.string(), v.number(), v.boolean()]);
const schemaNode = v.looseObject({
  type: v.optional(v.union([v.string(), v.array(v.string())])),
  title: v.optional(v.string(), ''),
  description: v.optional(v.string(), ''),
  default: v.fallback(v.optional(v.nullable(scalar)), null),
  enum: v.optional(v.array(v.nullable(scalar))),
  minimum: v.optional(v.number()),
  maximum: v.optional(v.number()),
});
type SchemaNode = v.InferOutput<typeof schemaNode>;

const inWords = (name: string) =>
  (name.charAt(0).toUpperCase() + name.slice(1)).replaceAll(/[_-]+/g, ' ');

function kindOf({ type, enum: choices }: SchemaNode): EngineSetting['kind'] | undefined {
  if (choices) return 'choice';
  const kinds = {
    integer: 'integer',
    number: 'number',
    boolean: 'switch',
    string: 'text',
  } as const;
  const names = [type ?? []].flat();
  return (Object.keys(kinds) as (keyof typeof kinds)[])
    .filter((name) => names.includes(name))
    .map((name) => kinds[name])[0];
}

function settingOf([name, schema]: [string, unknown]): EngineSetting[] {
  const parsed = v.safeParse(schemaNode, schema);
  const kind = parsed.success ? kindOf(parsed.output) : undefined;
  if (!parsed.success || !kind) return []; // lists and objects have no field yet
  const node = parsed.output;
  return [
    {
      name,
      kind,
      label: node.title || inWords(name),
      hint: node.description,
      usual: node.default === null || node.default === undefined ? '' : String(node.default),
      min: node.minimum,
      max: node.maximum,
      choices: (node.enum ?? []).filter((choice) => choice !== null).map(String),
    },
  ];
}

export const settingsOf = (
  parameters: Record<string, unknown>,
  withOwnControl: readonly string[],
): EngineSetting[] =>
  Object.entries(parameters)
    .filter(([name]) => !withOwnControl.includes(name))
    .flatMap(settingOf);

export function isAllowed({ kind, min, max, choices }: EngineSetting, typed: string): boolean {
  const text = typed.trim();
  if (text === '') return true;
  if (kind === 'choice') return choices.includes(text);
  if (kind !== 'integer' && kind !== 'number') return true;
  const pattern = kind === 'integer' ? /^-?\d+$/ : /^-?\d+(\.\d+)?$/;
  const number = Number(text);
  return pattern.test(text) && number >= (min ?? -Infinity) && number <= (max ?? Infinity);
}

// The chosen ones as the server takes them.
export function parametersOf(
  settings: readonly EngineSetting[],
  values: SettingValues,
): Record<string, string | number | boolean> {
  const chosen = settings.flatMap(({ name, kind }): [string, string | number | boolean][] => {
    const text = (values[name] ?? '').trim();
    if (text === '') return [];
    if (kind === 'integer' || kind === 'number') return [[name, Number(text)]];
    return [[name, kind === 'switch' ? text === 'true' : text]];
  });
  return Object.fromEntries(chosen);
}
