import {
  checkEvent,
  examineResource,
  uriPart,
  type Issue,
  type JsonObject,
  type KnownCodes,
  type KnownSystem,
  type QualitySink,
  type QualityTally,
} from '@wellspring/fhir';
import type { HeldIdentifier, ResourceKey, Snapshot, SnapshotResource } from '@wellspring/store';
import type { QualityValidator } from './quality-validator.js';
import { targetOf, type ResourceTargets } from './resource-targets.js';

/** What batches are measured with. */
export interface BatchMeasureOptions {
  readonly tally: QualityTally;
  readonly snapshot: Pick<Snapshot, 'shared'>;
  readonly storeId: string;
  readonly validate: QualityValidator['validate'];
  readonly codes: KnownCodes;
  readonly targets: ResourceTargets;
  /** The moment of the report, microseconds since 1970. */
  readonly now: number;
}

type Began = Parameters<QualitySink['event']>[1];

interface FoundCoding {
  readonly system: string;
  readonly code: string;
  readonly resource: string;
}

/** What one batch leaves to look up; every entry with the resource it is in. */
interface LookUps {
  readonly references: { readonly target: ResourceKey; readonly part: string; readonly resource: string }[];
  readonly codings: FoundCoding[];
  readonly events: {
    readonly patient: string;
    readonly began: Began;
    readonly type: string;
    readonly resource: string;
  }[];
  /** By type. */
  readonly identifiers: Map<string, (HeldIdentifier & { readonly resource: string })[]>;
}

/** Measures batches of resources, one after the other. */
export function createBatchMeasure(
  options: BatchMeasureOptions,
): (batch: readonly SnapshotResource[]) => Promise<void> {
  const { tally, storeId, codes, now } = options;
  /** The resource that is looked at; one sink serves all of them. */
  let current = { type: '', resource: '', vid: 0n };
  let lookUps = noLookUps();

  const sink: QualitySink = {
    mark(measure, part, failed) {
      tally.mark(measure, part, failed, current.resource);
    },
    reference(text) {
      const target = targetOf(text, storeId);
      if (target === undefined) return;
      const { type, resource } = current;
      lookUps.references.push({ target, part: `${type} to ${target.type}`, resource });
    },
    coding(system, code) {
      const known = codes.known(system);
      const coding = { system, code, resource: current.resource };
      if (known === undefined || known.known === 'loaded') lookUps.codings.push(coding);
      else markCoding(tally, known, coding);
    },
    identifier(system, value) {
      const { type, vid, resource } = current;
      const ofType = lookUps.identifiers.get(type);
      const held = { vid, system, value, resource };
      if (ofType === undefined) lookUps.identifiers.set(type, [held]);
      else ofType.push(held);
    },
    event(reference, began) {
      const target = targetOf(reference, storeId);
      if (target?.type !== 'Patient') return;
      const { type, resource } = current;
      lookUps.events.push({ patient: target.id, began, type, resource });
    },
  };

  return async (batch) => {
    lookUps = noLookUps();
    for (const { type, id, vid, body } of batch) {
      const tree = JSON.parse(body.toString('utf8')) as JsonObject;
      current = { type, resource: `${type}/${id}`, vid };
      examineResource(tree, now, sink);
      markIssues(tally, current, tree, await options.validate(tree));
    }
    await lookUp(options, lookUps);
  };
}

function noLookUps(): LookUps {
  return { references: [], codings: [], events: [], identifiers: new Map() };
}

async function lookUp(
  { tally, snapshot, codes, targets }: BatchMeasureOptions,
  found: LookUps,
): Promise<void> {
  const { references, codings, events, identifiers } = found;
  const present = await targets.present(references.map(({ target }) => target));
  for (const [index, { part, resource }] of references.entries())
    tally.mark('reference-resolves', part, present[index] !== true, resource);

  await lookUpCodings(tally, codes, codings);

  const lives = await targets.lives(events.map(({ patient }) => patient));
  for (const [index, { began, type, resource }] of events.entries()) {
    const life = lives[index];
    if (life === undefined) continue;
    checkEvent(began, life, type, (measure, part, failed) => {
      tally.mark(measure, part, failed, resource);
    });
  }

  for (const [type, held] of identifiers) {
    const shared = await snapshot.shared(type, held);
    for (const [index, isShared] of shared?.entries() ?? []) {
      const { system, resource } = held[index]!;
      tally.mark('identifier-unique', `${type} ${uriPart(system)}`, isShared, resource);
    }
  }
}

async function lookUpCodings(
  tally: QualityTally,
  codes: KnownCodes,
  codings: LookUps['codings'],
): Promise<void> {
  const bySystem = new Map<string, FoundCoding[]>();
  for (const coding of codings) {
    const ofSystem = bySystem.get(coding.system);
    if (ofSystem === undefined) bySystem.set(coding.system, [coding]);
    else ofSystem.push(coding);
  }
  for (const [system, ofSystem] of bySystem) {
    let known = codes.known(system) ?? (await codes.lookUp(system));
    if (known.known === 'loaded') {
      const there = await known.those([...new Set(ofSystem.map(({ code }) => code))]);
      known = { known: 'whole', has: (code) => there.has(code) };
    }
    for (const coding of ofSystem) markCoding(tally, known, coding);
  }
}

function markCoding(tally: QualityTally, known: KnownSystem, { system, code, resource }: FoundCoding): void {
  const part = uriPart(system);
  tally.mark('system-known', part, known.known === 'not', resource);
  if (known.known === 'whole') tally.mark('code-known', part, !known.has(code), resource);
}

function markIssues(
  tally: QualityTally,
  { type, resource }: { readonly type: string; readonly resource: string },
  tree: JsonObject,
  issues: readonly Issue[],
): void {
  const errors = issues.filter(({ severity }) => severity === 'error' || severity === 'fatal');
  const isInvalid = errors.length > 0;
  tally.mark('resource-valid', type, isInvalid, resource);
  tally.markWhole('no-validation-issue', isInvalid);
  for (const kind of new Set(errors.map(({ detail, code }) => detail ?? code)))
    tally.mark('no-validation-issue', kind, true, resource);
  const profiles = claimedProfiles(tree);
  if (profiles.length > 0) tally.markWhole('profile-valid', isInvalid);
  for (const profile of profiles) tally.mark('profile-valid', uriPart(profile), isInvalid, resource);
}

function claimedProfiles({ meta }: JsonObject): readonly string[] {
  const profiles = (meta as JsonObject | undefined)?.['profile'];
  if (!Array.isArray(profiles)) return [];
  return [...new Set((profiles as readonly unknown[]).filter((each) => typeof each === 'string'))];
}
