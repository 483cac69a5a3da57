// What an engine lets one choose, read from the JSON Schema of its parameters in /api/models.
import * as v from 'valibot';

import type { Model } from '@/api/client';

import { settingsOf, type EngineSetting } from './engine-settings';

export interface EngineOptions {
  abilities: readonly string[];
  genres: Choice[];
  moods: Choice[];
  instruments: Choice[];
  mostInstruments: number;
  ambience: Choice[];
  energies: Choice[];
  meters: Choice[];
  keys: boolean;
  bpm: { min: number; max: number } | null;
  settings: EngineSetting[]; // its own, under "advanced"
}

export interface Choice {
  value: string;
  label: string; // the engine's own, in English
}

const schemaNode = v.looseObject({
  enum: v.optional(v.array(v.string())),
  'x-enum-labels': v.optional(v.array(v.string())),
  examples: v.optional(v.array(v.string())),
  minimum: v.optional(v.number()),
  maximum: v.optional(v.number()),
  maxItems: v.optional(v.number()),
  items: v.optional(v.unknown()),
  oneOf: v.optional(v.array(v.unknown())),
});
const parameterList = v.record(v.string(), v.unknown());

// Parameters that have a control of their own.
export const withOwnControl: readonly string[] = [
  'genre',
  'mood',
  'bpm',
  'key',
  'meter',
  'instruments',
  'ambience',
  'energy',
];

const nodeOf = (value: unknown) => {
  const parsed = v.safeParse(schemaNode, value);
  return parsed.success ? parsed.output : undefined;
};

// The names that a parameter can have, wherever its schema says so.
function choicesOf(value: unknown): Choice[] {
  const node = nodeOf(value);
  if (!node) return [];
  if (node.enum) {
    const labels = node['x-enum-labels'];
    return node.enum.map((name, index) => ({ value: name, label: labels?.[index] ?? name }));
  }
  return [node.items, ...(node.oneOf ?? [])].flatMap(choicesOf);
}

export function optionsOf(model: Model | undefined): EngineOptions {
  const parsed = v.safeParse(parameterList, model?.parameters);
  const parameters = parsed.success ? parsed.output : {};
  const bpm = nodeOf(parameters.bpm);
  return {
    abilities: model?.abilities ?? [],
    genres: choicesOf(parameters.genre),
    moods: choicesOf(parameters.mood),
    instruments: choicesOf(parameters.instruments),
    mostInstruments: nodeOf(parameters.instruments)?.maxItems ?? 12,
    ambience: choicesOf(parameters.ambience),
    energies: choicesOf(parameters.energy),
    meters: (nodeOf(parameters.meter)?.examples ?? []).map((name) => ({
      value: name,
      label: name,
    })),
    keys: 'key' in parameters,
    bpm: bpm ? { min: bpm.minimum ?? 30, max: bpm.maximum ?? 300 } : null,
    settings: settingsOf(parameters, withOwnControl),
  };
}

export const can = ({ abilities }: EngineOptions, ability: string): boolean =>
  abilities.includes(ability);

export const hasSound = (options: EngineOptions): boolean =>
  options.keys ||
  options.bpm !== null ||
  [
    options.genres,
    options.moods,
    options.instruments,
    options.ambience,
    options.energies,
    options.meters,
  ].some((choices) => choices.length > 0);
