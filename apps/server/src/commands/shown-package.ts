/** A package as the data plane tells of it. */
export interface PackageAnswer {
  readonly name: string;
  readonly version: string;
  readonly title?: string;
  readonly added?: string;
  /** How many resources of each type. */
  readonly resources: Readonly<Record<string, number>>;
  /** Packages that it needs and that are not there. */
  readonly missing: readonly string[];
}

interface Parameter {
  readonly name: string;
  readonly part?: readonly Parameter[];
  readonly resource?: {
    readonly issue?: readonly { readonly severity: string; readonly diagnostics: string }[];
  };
  readonly valueString?: string;
  readonly valueCode?: string;
  readonly valueInstant?: string;
  readonly valueInteger?: number;
}

/** The packages in the Parameters of `$packages` or `$package-add`. */
export function packagesIn(answer: unknown): readonly PackageAnswer[] {
  return parametersOf(answer)
    .filter(({ name }) => name === 'package')
    .map(({ part = [] }) => packageOf(part));
}

/** What `$package-add` warns of. */
export function warningsIn(answer: unknown): readonly string[] {
  return parametersOf(answer).flatMap(({ resource }) =>
    (resource?.issue ?? []).filter(({ severity }) => severity === 'warning').map((each) => each.diagnostics),
  );
}

/** One line for a package: `hl7.fhir.us.core@6.1.0  60 StructureDefinition, 40 ValueSet  US Core`. */
export function shownPackage({ name, version, title = '', resources, missing }: PackageAnswer): string {
  const counts = Object.entries(resources).map(([type, count]) => `${String(count)} ${type}`);
  const lacking = missing.length === 0 ? '' : `  (missing: ${missing.join(', ')})`;
  return `${name}@${version}  ${counts.join(', ')}  ${title}${lacking}`.trimEnd();
}

function packageOf(parts: readonly Parameter[]): PackageAnswer {
  const text = (name: string): string | undefined => {
    const part = parts.find((each) => each.name === name);
    return part?.valueString ?? part?.valueInstant;
  };
  const [title, added] = [text('title'), text('added')];
  const counts = parts
    .filter(({ name }) => name === 'resources')
    .map(({ part = [] }): [string, number] => [
      String(part.find(({ name }) => name === 'type')?.valueCode),
      Number(part.find(({ name }) => name === 'count')?.valueInteger),
    ]);
  return {
    name: text('name') ?? '',
    version: text('version') ?? '',
    ...(title !== undefined && { title }),
    ...(added !== undefined && { added }),
    resources: Object.fromEntries(counts),
    missing: parts.filter(({ name }) => name === 'missing').map((each) => String(each.valueString)),
  };
}

function parametersOf(answer: unknown): readonly Parameter[] {
  return (answer as { readonly parameter?: readonly Parameter[] }).parameter ?? [];
}
