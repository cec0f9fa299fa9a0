import type { ElementType } from '../../fhirpath/element-type.js';
import { propertiesOf } from '../../fhirpath/element-type.js';
import { inSequence, visitMember, type Taker } from '../../fhirpath/visit.js';
import type { SearchParameterComponent } from '../search-parameter.js';
import { dateValues } from './date-values.js';
import type { Extraction } from './extraction.js';
import { identifierTypeValues } from './identifier-type-values.js';
import { numberValues } from './number-values.js';
import { presentReferenceValues } from './present-reference-values.js';
import { quantityValues } from './quantity-values.js';
import { referenceIdentifierValues } from './reference-identifier-values.js';
import { referenceValues } from './reference-values.js';
import { stringValues } from './string-values.js';
import { textValues } from './text-values.js';
import { tokenValues } from './token-values.js';
import { uriValues } from './uri-values.js';

type SimpleType = SearchParameterComponent['type'];

function valuesOf(type: SimpleType, param: string): Taker<Extraction> {
  switch (type) {
    case 'token':
      return tokenValues(param);
    case 'reference':
      return referenceValues(param);
    case 'string':
      return stringValues(param);
    case 'date':
      return dateValues(param);
    case 'number':
      return numberValues(param);
    case 'quantity':
      return quantityValues(param);
    case 'uri':
      return uriValues(param);
    default:
      return type satisfies never;
  }
}

/** An expression that ends at an extension means the extension's value. */
function throughExtensions(values: Taker<Extraction>): Taker<Extraction> {
  return (element: ElementType) => {
    if (element.type !== 'Extension') return values(element);
    return inSequence(
      propertiesOf('Extension', 'value').map(({ property, element: inner }) => {
        const next = values(inner);
        return next && visitMember(property, next);
      }),
    );
  };
}

/**
 * The taker that makes index values of a parameter's type, whatever the elements' types are: what can be a
 * component of a composite.
 */
export function simpleValues(type: SimpleType, param: string): Taker<Extraction> {
  return throughExtensions(valuesOf(type, param));
}

/** Likewise, with what the modifiers of a token or a reference look at besides. */
export function parameterValues(type: SimpleType, param: string): Taker<Extraction> {
  const takers = [valuesOf(type, param)];
  if (type === 'token') takers.push(textValues(param), identifierTypeValues(param));
  if (type === 'reference') takers.push(referenceIdentifierValues(param), presentReferenceValues(param));
  return throughExtensions((element) => inSequence(takers.map((taker) => taker(element))));
}
