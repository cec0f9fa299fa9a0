import type { Issue } from '../issue.js';
import { foundIssueTypes, type FoundDetail } from './found-issue-type.js';

/** More than a person reads; a bound on what one bad resource can make the server write. Of errors, and of the rest. */
const mostIssues = 100;
const identifier = /^[A-Za-z_][A-Za-z0-9_]*$/;

/** A name from the data as FHIRPath writes it: delimited where it is no identifier, and bounded. */
function pathName(name: string): string {
  if (identifier.test(name) && name.length <= 64) return name;
  const shown = name.length <= 64 ? name : `${name.slice(0, 61)}...`;
  return `\`${JSON.stringify(shown).slice(1, -1).replaceAll('`', '\\`')}\``;
}

/**
 * One validation: where it is in the tree, and the issues found so far. Going down and up costs two
 * stores; the path becomes text only for an issue.
 */
export class ValidationRun {
  readonly issues: Issue[] = [];
  /** Whether the resource being checked is itself contained in another. */
  insideContained = false;
  readonly #names: string[] = [];
  readonly #indexes: number[] = [];
  #depth = 0;
  #errors = 0;

  constructor(private readonly root: string) {}

  get isFull(): boolean {
    return this.#errors >= mostIssues;
  }

  enter(name: string): void {
    this.#names[this.#depth] = name;
    this.#indexes[this.#depth] = -1;
    this.#depth++;
  }

  /** The place of the item of the element entered last; -1 for the element itself. */
  at(index: number): void {
    this.#indexes[this.#depth - 1] = index;
  }

  leave(): void {
    this.#depth--;
  }

  /** An issue of the element where the run is. */
  add(detail: FoundDetail, message: string, severity: Issue['severity'] = 'error'): void {
    this.#add(detail, this.path(), message, severity);
  }

  /** An issue of an element below, by a name from the data or the definitions. */
  addBelow(name: string, detail: FoundDetail, message: string, severity: Issue['severity'] = 'error'): void {
    this.#add(detail, `${this.path()}.${pathName(name)}`, message, severity);
  }

  #add(detail: FoundDetail, path: string, message: string, severity: Issue['severity']): void {
    // What is no error must not crowd errors out.
    if (severity === 'error') {
      if (this.isFull) return;
      this.#errors++;
    } else if (this.issues.length - this.#errors >= mostIssues) return;
    this.issues.push({
      severity,
      code: foundIssueTypes[detail],
      diagnostics: `${path}: ${message}`,
      expression: [path],
      detail,
    });
  }

  /** FHIRPath of the element where the run is. */
  path(): string {
    let path = this.root;
    for (let i = 0; i < this.#depth; i++) {
      path += `.${this.#names[i]!}`;
      if (this.#indexes[i]! >= 0) path += `[${this.#indexes[i]!}]`;
    }
    return path;
  }
}
