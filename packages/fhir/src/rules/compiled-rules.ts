import { compileCodeRule, type CodeRule } from '../bindings/code-rule.js';
import {
  structureRules,
  type BindingRow,
  type ElementRuleRow,
  type InvariantRow,
} from '../definitions/element-rules.js';
import { isPrimitiveType } from '../definitions/primitive-type.js';
import { r4 } from '../definitions/r4.js';
import type { ElementDefinition } from '../definitions/structure-definition.js';
import { compileInvariant, type Invariant } from '../invariants/invariant.js';

interface CommonRule {
  /** The element as FHIRPath names it: `value.ofType(Quantity)`. */
  readonly segment: string;
  readonly repeats: boolean;
  /** The element by its definition: `Observation.value[x]`. */
  readonly path: string;
  readonly type: string;
  readonly invariants: readonly Invariant[];
  readonly codes: readonly CodeRule[];
}

/** What is asked of the value of one JSON member. */
export type RuleMember = CommonRule &
  (
    | { readonly kind: 'primitive'; readonly companion: string }
    | { readonly kind: 'companion' | 'extension' | 'modifier'; readonly structure: RuleStructure }
    | {
        readonly kind: 'complex';
        readonly structure: RuleStructure;
        readonly targets: ReadonlySet<string> | undefined;
        readonly isSimple: boolean;
      }
    | { readonly kind: 'resource' | 'contained' }
  );

/** What is asked of a type and its elements. */
export interface RuleStructure {
  readonly name: string;
  readonly invariants: readonly Invariant[];
  readonly codes: readonly CodeRule[];
  readonly members: ReadonlyMap<string, RuleMember>;
}

const compiled = new Map<string, RuleStructure>();

function invariantsOf(rows: readonly InvariantRow[] | undefined): readonly Invariant[] {
  return (rows ?? []).map(([key, severity, human, expression]) =>
    compileInvariant({ key, severity, human, expression }),
  );
}

function codesOf({ required, extensible }: BindingRow): readonly CodeRule[] {
  return [
    ...(required === undefined ? [] : [compileCodeRule(required, 'required')]),
    ...(extensible === undefined ? [] : [compileCodeRule(extensible, 'extensible')]),
  ];
}

/** Types that a binding can be about: of a choice such as CodeableConcept or Reference, not the other. */
const codedTypes: ReadonlySet<string> = new Set([
  'code',
  'string',
  'uri',
  'Coding',
  'CodeableConcept',
  'Quantity',
  'Age',
  'Duration',
]);

function membersOf(
  structure: string,
  element: ElementDefinition,
  row: ElementRuleRow,
  type: string,
): readonly (readonly [string, RuleMember])[] {
  const json = element.isChoice ? element.name + type[0]!.toUpperCase() + type.slice(1) : element.name;
  const common: CommonRule = {
    segment: element.isChoice ? `${element.name}.ofType(${type})` : element.name,
    repeats: element.repeats,
    path: `${structure}.${element.name}${element.isChoice ? '[x]' : ''}`,
    type,
    invariants: invariantsOf(row.invariants),
    codes: codedTypes.has(type) ? codesOf(row) : [],
  };
  if (type === 'Resource')
    return [[json, { ...common, kind: element.name === 'contained' ? 'contained' : 'resource' }]];
  if (isPrimitiveType(type)) {
    const companion = `_${json}`;
    const besides: RuleMember = {
      ...common,
      invariants: [],
      codes: [],
      kind: 'companion',
      structure: compileRules('Element'),
    };
    const isIdle = common.invariants.length === 0 && common.codes.length === 0 && type !== 'xhtml';
    const own: RuleMember = { ...common, kind: 'primitive', companion };
    return isIdle
      ? [[companion, besides]]
      : [
          [json, own],
          [companion, besides],
        ];
  }
  const rules = compileRules(type);
  if (type === 'Extension')
    return [
      [json, { ...common, kind: json === 'modifierExtension' ? 'modifier' : 'extension', structure: rules }],
    ];
  const targets =
    type === 'Reference' && row.targets !== undefined ? new Set(row.targets.split('|')) : undefined;
  return [
    [
      json,
      {
        ...common,
        kind: 'complex',
        structure: rules,
        targets,
        isSimple: row.simple === true && type === 'Quantity',
      },
    ],
  ];
}

function hasNarrative(elements: readonly ElementDefinition[]): boolean {
  return elements.some(({ name, types }) => name === 'text' && types.includes('Narrative'));
}

/** The rules of a type or backbone element; compiled when first asked for, with the types that it is made of. */
export function compileRules(name: string): RuleStructure {
  const known = compiled.get(name);
  if (known !== undefined) return known;
  const definition = r4.structure(name);
  if (definition === undefined) throw new Error(`no definition of ${name}`);
  const rules = structureRules(name);
  const isDomainResource =
    definition.kind === 'resource' && !definition.isAbstract && hasNarrative(definition.elements);
  const members = new Map<string, RuleMember>();
  const structure: RuleStructure = {
    name,
    invariants: [
      ...(isDomainResource ? compileRules('DomainResource').invariants : []),
      ...invariantsOf(rules?.invariants),
    ],
    codes: codesOf(rules?.binding ?? {}),
    members,
  };
  // Known before its elements are looked at, since they may lead back here.
  compiled.set(name, structure);
  for (const element of definition.elements) {
    const row = rules?.elements?.[element.name] ?? {};
    for (const type of element.types)
      for (const [key, member] of membersOf(name, element, row, type)) members.set(key, member);
  }
  return structure;
}
