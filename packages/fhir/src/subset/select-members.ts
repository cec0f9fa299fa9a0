import { isResourceType } from '../definitions/r4.js';
import { endOfString, endOfValue, keyBetween, type JsonText } from './json-text.js';
import { wholeMembers, type Kept, type Selection } from './selection.js';
import { subsettedMeta, subsettedTag } from './subsetted-tag.js';
import { summarySelection } from './summary-selection.js';
import { TextEdits } from './text-edits.js';

const onlyExtensions = wholeMembers(['extension']);

/** Where the meta of a resource stands, and how many edits come before it; its end is 0 without one. */
interface MetaPlace {
  mark: number;
  start: number;
  end: number;
}

/**
 * One pass over the text of a resource that decides what to leave out. Every method is given the
 * offset where something begins and gives the one where it ends.
 */
class MemberSelector {
  /** Whether nothing is left of the value last read. FHIR has no empty objects and arrays. */
  #isEmptied = false;

  constructor(
    private readonly text: JsonText,
    private readonly edits: TextEdits,
  ) {}

  /** A resource of which something is left out, be it of one within it, is marked as incomplete; no other is. */
  resource(start: number, selection: Selection): number {
    const { text, edits } = this;
    const before = edits.mark;
    const meta: MetaPlace = { mark: 0, start: 0, end: 0 };
    const end = this.#members(start, selection, meta);
    if (edits.mark === before) return end;
    if (meta.end === 0) {
      edits.insert(edits.mark, end - 1, `,${subsettedMeta}`);
      return end;
    }
    const tag = subsettedTag(text, meta.start, meta.end);
    if (tag !== undefined) edits.insert(meta.mark, tag.at, tag.text);
    return end;
  }

  /** A resource inside another one (Bundle.entry.resource) has the summary of its own type. */
  #nestedResource(start: number): number {
    const type = this.#resourceType(start);
    this.#isEmptied = false;
    if (!isResourceType(type)) return endOfValue(this.text, start);
    return this.resource(start, summarySelection(type));
  }

  #resourceType(start: number): string {
    const { text } = this;
    for (let at = start + 1; text[start + 1] !== '}';) {
      const keyEnd = endOfString(text, at);
      const end = endOfValue(text, keyEnd + 1);
      if (keyBetween(text, at, keyEnd) === 'resourceType') return keyBetween(text, keyEnd + 1, end);
      if (text[end] !== ',') break;
      at = end + 1;
    }
    return '';
  }

  #value(start: number, kept: Exclude<Kept, undefined>): number {
    const first = this.text[start];
    if (kept !== 'whole' && first === '[') return this.#items(start, kept);
    if (kept !== 'whole' && first === '{') {
      return kept === 'resource' ? this.#nestedResource(start) : this.#members(start, kept);
    }
    this.#isEmptied = false;
    return endOfValue(this.text, start);
  }

  /** Leaves out a member or item and the comma that parts it from one that stays. */
  #cut(start: number, end: number, hasBefore: boolean): void {
    if (hasBefore) this.edits.cut(start - 1, end);
    else this.edits.cut(start, this.text[end] === ',' ? end + 1 : end);
  }

  /** @param meta of a resource: to be filled in */
  #members(start: number, selection: Selection, meta?: MetaPlace): number {
    const { text, edits } = this;
    const mark = edits.mark;
    let hasKept = false;
    let hasExtension = false;
    let at = start + 1;
    let end = at;
    while (text[end] !== '}') {
      const keyEnd = endOfString(text, at);
      const key = keyBetween(text, at, keyEnd);
      const kept = selection.kept(key);
      if (kept === undefined) {
        if (key === 'extension') hasExtension = true;
        end = endOfValue(text, keyEnd + 1);
      } else {
        end = this.#value(keyEnd + 1, kept);
      }
      if (kept === undefined || this.#isEmptied) {
        this.#cut(at, end, hasKept);
      } else {
        hasKept = true;
        if (meta !== undefined && key === 'meta')
          Object.assign(meta, { mark: edits.mark, start: keyEnd + 1, end });
      }
      at = end + 1;
    }
    if (!hasKept) edits.forget(mark);
    // An extension that stands for the value says why there is none (data-absent-reason).
    if (!hasKept && hasExtension) return this.#members(start, onlyExtensions);
    this.#isEmptied = !hasKept;
    return end + 1;
  }

  #items(start: number, kept: Exclude<Kept, undefined>): number {
    const { text, edits } = this;
    const mark = edits.mark;
    let hasKept = false;
    let at = start + 1;
    let end = at;
    while (text[end] !== ']') {
      end = this.#value(at, kept);
      if (this.#isEmptied) this.#cut(at, end, hasKept);
      else hasKept = true;
      at = end + 1;
    }
    if (!hasKept) edits.forget(mark);
    this.#isEmptied = !hasKept;
    return end + 1;
  }
}

/** The resource in the text with the members that the selection keeps, tagged SUBSETTED where these are not all. */
export function selectMembers(text: JsonText, selection: Selection): JsonText {
  const edits = new TextEdits();
  new MemberSelector(text, edits).resource(0, selection);
  return edits.apply(text);
}
