import type { ElementType } from '../../fhirpath/element-type.js';
import { propertiesOf } from '../../fhirpath/element-type.js';
import { inSequence, visitMember, type Taker } from '../../fhirpath/visit.js';
import type { SearchParameterComponent } from '../search-parameter.js';
import { dateValues } from './date-values.js';
import type { Extraction } from './extraction.js';
import { numberValues } from './number-values.js';
import { quantityValues } from './quantity-values.js';
import { referenceValues } from './reference-values.js';
import { stringValues } from './string-values.js';
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

/**
 * The taker that makes index values of a parameter's type, whatever the elements' types are. An
 * expression that ends at an extension means the extension's value.
 */
export function simpleValues(type: SimpleType, param: string): Taker<Extraction> {
  const values = valuesOf(type, param);
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
