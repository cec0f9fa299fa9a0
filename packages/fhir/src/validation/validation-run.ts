import type { IssueType } from '@wellspring/errors';
import type { Issue } from '../issue.js';

/** More than a person reads; a bound on what one bad resource can make the server write. */
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

  constructor(private readonly root: string) {}

  get isFull(): boolean {
    return this.issues.length >= mostIssues;
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
  add(code: IssueType, message: string): void {
    this.#add(code, this.#path(), message);
  }

  /** An issue of an element below, by a name from the data or the definitions. */
  addBelow(name: string, code: IssueType, message: string): void {
    this.#add(code, `${this.#path()}.${pathName(name)}`, message);
  }

  #add(code: IssueType, path: string, message: string): void {
    if (this.isFull) return;
    this.issues.push({ severity: 'error', code, diagnostics: `${path}: ${message}`, expression: [path] });
  }

  #path(): string {
    let path = this.root;
    for (let i = 0; i < this.#depth; i++) {
      path += `.${this.#names[i]!}`;
      if (this.#indexes[i]! >= 0) path += `[${this.#indexes[i]!}]`;
    }
    return path;
  }
}
