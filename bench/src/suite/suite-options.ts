import { tmpdir } from 'node:os';
import { parseArgs } from 'node:util';
import { syntheaBundlesFolder, syntheaFolder } from '../program-commands.js';
import { readSizes, type Size } from './sizes.js';

/** What a run of the set is asked to do. */
export interface SuiteOptions {
  readonly sizes: readonly Size[];
  readonly data: string;
  readonly bundles: string;
  /** How many are made up where there is no such folder: few for a short run. */
  readonly madeUpBundles: number;
  /** Whether a measure of this name is wanted. */
  readonly wants: (name: string) => boolean;
  /** Whether any of the measures needs a store. */
  readonly wantsStore: boolean;
  readonly seconds: number;
  readonly warmUp: number;
  readonly clients: { readonly single: number; readonly bundle: number };
  readonly processes: number;
  readonly generators: number;
  readonly seed: number;
  readonly folder: string;
  readonly keep: string | undefined;
  readonly json: string | undefined;
  readonly record: boolean;
  /** Another server, without a slash at the end. */
  readonly against: string | undefined;
  readonly headers: Readonly<Record<string, string>>;
  /** Whether the other server holds the data already. */
  readonly isLoaded: boolean;
}

/** What is measured without a store. */
const withoutStore = ['validation', 'access', 'audit'];

const listOfOptions = {
  size: { type: 'string', default: 'both' },
  only: { type: 'string', default: '' },
  seconds: { type: 'string' },
  minutes: { type: 'string' },
  'warm-up': { type: 'string' },
  clients: { type: 'string', default: '32' },
  'bundle-clients': { type: 'string', default: '4' },
  processes: { type: 'string', default: '1' },
  generators: { type: 'string', default: '1' },
  data: { type: 'string', default: syntheaFolder },
  bundles: { type: 'string', default: syntheaBundlesFolder },
  seed: { type: 'string', default: '1' },
  folder: { type: 'string', default: tmpdir() },
  keep: { type: 'string' },
  json: { type: 'string' },
  record: { type: 'boolean', default: false },
  against: { type: 'string' },
  header: { type: 'string', multiple: true },
  loaded: { type: 'boolean', default: false },
} as const;

/** @throws Error that names the option and what it takes */
export function readSuiteOptions(args: readonly string[]): SuiteOptions {
  const { values } = parseArgs({ args: [...args], options: listOfOptions });
  const whole = (name: keyof typeof listOfOptions, text: string, most: number): number => {
    const value = Number(text);
    if (!Number.isInteger(value) || value < 1 || value > most)
      throw new Error(`--${name} takes whole numbers from 1 to ${most}, not "${text}"`);
    return value;
  };
  const time = (name: keyof typeof listOfOptions, text: string, most: number): number => {
    const value = Number(text);
    if (!(value >= 0.1 && value <= most))
      throw new Error(`--${name} takes numbers from 0.1 to ${most}, not "${text}"`);
    return value;
  };
  const seconds =
    values.minutes === undefined
      ? time('seconds', values.seconds ?? '10', 3_600)
      : time('minutes', values.minutes, 60) * 60;
  const wanted = values.only
    .split(',')
    .map((part) => part.trim().toLowerCase())
    .filter((part) => part !== '');
  const { against } = values;
  if (against === undefined && (values.loaded || values.header !== undefined))
    throw new Error('--header and --loaded are about another server: name it with --against');
  return {
    sizes: readSizes(against === undefined ? values.size : values.size === 'both' ? '150k' : values.size),
    data: values.data,
    bundles: values.bundles,
    madeUpBundles: seconds < 3 ? 4 : 20,
    wants: (name) => wanted.length === 0 || wanted.some((part) => isMeant(name, part)),
    wantsStore:
      wanted.length === 0 || wanted.some((part) => !withoutStore.some((name) => isMeant(name, part))),
    seconds,
    warmUp:
      values['warm-up'] === undefined ? Math.min(3, seconds) : time('warm-up', values['warm-up'], 3_600),
    clients: {
      single: whole('clients', values.clients, 1_000),
      bundle: whole('bundle-clients', values['bundle-clients'], 1_000),
    },
    processes: whole('processes', values.processes, 256),
    generators: whole('generators', values.generators, 16),
    seed: whole('seed', values.seed, 2 ** 31),
    folder: values.folder,
    keep: values.keep,
    json: values.json,
    record: values.record,
    against: against === undefined ? undefined : new URL(against).href.replace(/\/+$/, ''),
    headers: Object.fromEntries((values.header ?? []).map(readHeader)),
    isLoaded: values.loaded,
  };
}

/** `reads` means `read by id`, `searches` all that begin with `search:`, `patient + code` one of them. */
function isMeant(name: string, part: string): boolean {
  const [, head, tail = ''] = /^([^:,]*)(?:: )?(.*)$/.exec(name.toLowerCase())!;
  const singular = part.length > 3 ? part.replace(/(?<=ch)es$|s$/, '') : part;
  return head!.includes(singular) || tail.startsWith(part);
}

function readHeader(text: string): [name: string, value: string] {
  const [, name, value] = /^([A-Za-z0-9-]+)\s*:\s*([\x20-\x7e]+)$/.exec(text) ?? [];
  if (name === undefined || value === undefined)
    throw new Error(`--header takes "Name: value", not what was given`);
  return [name.toLowerCase(), value];
}
