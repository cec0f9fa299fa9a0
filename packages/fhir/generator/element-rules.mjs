/**
 * What validation asks of the elements of R4 beyond their structure, one line a structure that has any of it:
 * the invariants of the whole, and by element its invariants, the types that a reference may lead to, whether it is a
 * SimpleQuantity, and bindings that structures.json leaves out: extensible ones, and required ones that cannot be
 * listed.
 */
const base = 'http://hl7.org/fhir/StructureDefinition/';
const bestPractice = `${base}elementdefinition-bestpractice`;
const maxValueSet = `${base}elementdefinition-maxValueSet`;

/** Rules that are checked in another way than by their expression, which costs more. */
const elsewhere = new Set(['ele-1', 'ext-1', 'dom-2', 'dom-3', 'ref-1', 'txt-1', 'txt-2']);

/** "Name should be usable as an identifier": all of it, where there is one. The expression holds of any part, and of no name never. */
const nameExpression = "name.matches('[A-Z]([A-Za-z0-9_]){0,254}')";
const nameCorrection = "name.empty() or name.matches('^[A-Z]([A-Za-z0-9_]){0,254}$')";

/** Where an expression of 4.0.1 is not what its own words say; HL7's validator checks these. */
const corrections = {
  // "If there are more than one enableWhen"
  'que-12': 'enableWhen.count() > 1 implies enableBehavior.exists()',
};

function corrected(key, expression) {
  return expression === nameExpression ? nameCorrection : (corrections[key] ?? expression);
}

function invariantsOf(definition, element) {
  const isRoot = element.path === definition.name;
  const own = (element.constraint ?? []).filter(
    ({ key }) => !elsewhere.has(key) && (!key.startsWith('dom-') || definition.name === 'DomainResource'),
  );
  // Constraints of a type stand in the snapshot of its elements, too, but are checked with the type.
  const kept = isRoot ? own : own.filter(({ source }) => source === undefined || source === definition.url);
  if (kept.length === 0) return undefined;
  return kept.map(({ key, severity, human, expression, extension }) => {
    const isBestPractice = extension?.some(({ url, valueBoolean }) => url === bestPractice && valueBoolean);
    return [key, isBestPractice ? 'information' : severity, human, corrected(key, expression)];
  });
}

function targetsOf(element) {
  const reference = element.type?.find(({ code }) => code === 'Reference');
  const types = reference?.targetProfile?.map((url) => url.replace(base, ''));
  return types === undefined || types.includes('Resource') || types.includes('DomainResource')
    ? undefined
    : types.join('|');
}

function withoutVersion(canonical) {
  return canonical?.replace(/\|.*$/, '');
}

function bindingOf({ binding }, structureKnows) {
  const most = binding?.extension?.find(({ url }) => url === maxValueSet)?.valueCanonical;
  const strength = binding?.strength;
  if (strength === 'required' && !structureKnows) return { required: withoutVersion(binding.valueSet) };
  const extensible = strength === 'extensible' ? withoutVersion(binding.valueSet) : undefined;
  return { required: withoutVersion(most), extensible };
}

/**
 * @param {object[]} definitions StructureDefinitions
 * @param {(url: string) => string|undefined} closedValueSet its name, where its codes can be listed
 */
export function elementRuleTable(definitions, closedValueSet) {
  const table = {};
  for (const definition of definitions) {
    if (definition.kind === 'primitive-type') continue;
    const elements = definition.snapshot.element;
    const parents = new Set(elements.map((element) => element.path.replace(/\.[^.]+$/, '')));
    for (const element of elements) {
      const isStructure = element.path === definition.name || parents.has(element.path);
      const isListed =
        element.binding?.strength === 'required' && closedValueSet(element.binding.valueSet) !== undefined;
      const { required, extensible } = bindingOf(element, isListed);
      const rules = {
        invariants: invariantsOf(definition, element),
        targets: targetsOf(element),
        simple: element.type?.some(({ profile }) => profile?.includes(`${base}SimpleQuantity`)) || undefined,
        // Its name in value-sets.json, else its URL.
        required: required && (closedValueSet(required) ?? required),
        extensible: extensible && (closedValueSet(extensible) ?? extensible),
      };
      if (isStructure && rules.invariants !== undefined) {
        (table[element.path] ??= {}).invariants = rules.invariants;
        rules.invariants = undefined;
      }
      if (element.path === definition.name) {
        if (rules.required || rules.extensible)
          (table[element.path] ??= {}).binding = { required: rules.required, extensible: rules.extensible };
        continue;
      }
      if (Object.values(rules).every((rule) => rule === undefined)) continue;
      const [, parent, name] = /^(.*)\.([^.]+)$/.exec(element.path);
      const row = (table[parent] ??= {});
      (row.elements ??= {})[name.replace('[x]', '')] = rules;
    }
  }
  return table;
}
