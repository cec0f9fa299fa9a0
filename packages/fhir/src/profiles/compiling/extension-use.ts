import type { ExtensionUse } from '../compiled-profile.js';
import { choiceOf, objectsOf, textOf } from '../snapshot/element-json.js';
import type { ProfileTree } from '../snapshot/profile-tree.js';

type ContextType = ExtensionUse['contexts'][number]['type'];

const contextTypes: ReadonlySet<string> = new Set<ContextType>(['element', 'extension', 'fhirpath']);

/** What the definition of an extension says of its use; undefined for what is no definition of one. */
export function extensionUse({ type, root, definition }: ProfileTree): ExtensionUse | undefined {
  if (type !== 'Extension') return undefined;
  const element = root.children?.find(({ name }) => name === 'url')?.element;
  const url = element && choiceOf(element, 'fixed')?.value;
  if (typeof url !== 'string') return undefined;
  const contexts = objectsOf(definition, 'context').flatMap((context) => {
    const [kind, expression] = [textOf(context, 'type'), textOf(context, 'expression')];
    if (kind === undefined || expression === undefined || !contextTypes.has(kind)) return [];
    return [{ type: kind as ContextType, expression }];
  });
  return { url, isModifier: root.element['isModifier'] === true, contexts };
}
