import type { CodesBySystem, Definitions } from '../definitions/definitions.js';
import { isPrimitiveType } from '../definitions/primitive-type.js';
import type { ElementDefinition, StructureDefinition } from '../definitions/structure-definition.js';
import { primitiveChecks, type PrimitiveCheck } from './primitive-format.js';

interface CommonRule {
  /** The element as FHIRPath names it: `birthDate`, `value.ofType(Quantity)`. */
  readonly segment: string;
  readonly repeats: boolean;
  /** The bit in `seen` of an element that is required, a choice or both; else 0. */
  readonly bit: number;
  /** The choice this is one type of: `value`. */
  readonly choice: string | undefined;
}

/** How the value of one JSON member is checked. */
export type MemberRule = CommonRule &
  (
    | {
        readonly kind: 'primitive';
        readonly check: PrimitiveCheck;
        readonly companion: string;
        readonly codes: ReadonlySet<string> | undefined;
        readonly valueSet: string | undefined;
      }
    /** `_birthDate`: id and extensions of the primitive `birthDate`. */
    | { readonly kind: 'companion'; readonly primitive: string; readonly structure: CompiledStructure }
    | {
        readonly kind: 'complex';
        readonly structure: CompiledStructure;
        readonly concepts: CodesBySystem | undefined;
        readonly valueSet: string | undefined;
      }
    | { readonly kind: 'resource'; readonly isContained: boolean }
    | { readonly kind: 'resourceType' }
  );

/** A type made ready for checking: one look-up a member, one mask for all that is required. */
export interface CompiledStructure {
  readonly name: string;
  readonly rules: ReadonlyMap<string, MemberRule>;
  /** Bits of the elements that have to be there. */
  readonly required: number;
  /** Those elements' names, by bit. */
  readonly requiredNames: readonly (readonly [bit: number, name: string])[];
}

/** `seen` is one number, and JavaScript's bit operations know 32 bits. */
const mostBits = 31;

const resourceTypeRule: MemberRule = {
  kind: 'resourceType',
  segment: 'resourceType',
  repeats: false,
  bit: 0,
  choice: undefined,
};

/** Compiles structures when they are first met, each once; types refer to each other in circles. */
export function createStructureCompiler(
  definitions: Definitions,
): (name: string) => CompiledStructure | undefined {
  const compiled = new Map<string, CompiledStructure>();

  function memberRules(
    definition: StructureDefinition,
    element: ElementDefinition,
    type: string,
    bit: number,
  ): [string, MemberRule][] {
    const json = element.isChoice ? element.name + type[0]!.toUpperCase() + type.slice(1) : element.name;
    const { valueSet } = element;
    const codes = valueSet === undefined ? undefined : definitions.valueSet(valueSet);
    const common: CommonRule = {
      segment: element.isChoice ? `${element.name}.ofType(${type})` : element.name,
      repeats: element.repeats,
      bit,
      choice: element.isChoice ? element.name : undefined,
    };
    if (type === 'Resource') {
      const isContained = element.name === 'contained' && definition.kind === 'resource';
      return [[json, { ...common, kind: 'resource', isContained }]];
    }
    if (isPrimitiveType(type)) {
      const allCodes = codes && new Set([...codes.values()].flatMap((ofSystem) => [...ofSystem]));
      const companion = `_${json}`;
      const check = primitiveChecks[type];
      return [
        [json, { ...common, kind: 'primitive', check, companion, codes: allCodes, valueSet }],
        [companion, { ...common, kind: 'companion', primitive: json, structure: needed('Element') }],
      ];
    }
    const concepts = type === 'CodeableConcept' ? codes : undefined;
    return [[json, { ...common, kind: 'complex', structure: needed(type), concepts, valueSet }]];
  }

  function needed(name: string): CompiledStructure {
    const structure = compile(name);
    if (structure === undefined) throw new Error(`no definition of ${name}`);
    return structure;
  }

  function compile(name: string): CompiledStructure | undefined {
    const known = compiled.get(name);
    if (known !== undefined) return known;
    const definition = definitions.structure(name);
    if (definition === undefined) return undefined;

    const rules = new Map<string, MemberRule>();
    const requiredNames: [number, string][] = [];
    const marked = definition.elements.filter((element) => element.isRequired || element.isChoice);
    if (marked.length > mostBits)
      throw new Error(`${name} has more than ${mostBits} required elements and choices`);
    for (const [place, element] of marked.entries()) {
      if (element.isRequired)
        requiredNames.push([1 << place, element.isChoice ? `${element.name}[x]` : element.name]);
    }
    const structure = {
      name,
      rules,
      required: requiredNames.reduce((mask, [bit]) => mask | bit, 0),
      requiredNames,
    };
    // Known before its elements are looked at, since they may lead back here.
    compiled.set(name, structure);
    if (definition.kind === 'resource') rules.set('resourceType', resourceTypeRule);
    for (const element of definition.elements) {
      const place = marked.indexOf(element);
      for (const type of element.types) {
        for (const [key, rule] of memberRules(definition, element, type, place < 0 ? 0 : 1 << place))
          rules.set(key, rule);
      }
    }
    return structure;
  }

  return compile;
}
