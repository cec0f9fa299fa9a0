import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../../json/json-value.js';
import { ExpressionError } from '../expression.js';
import { parseExpression } from '../parse-expression.js';
import { compileEvaluator } from './compile-evaluator.js';
import { Environment, EvaluationError } from './environment.js';
import { resourceNode } from './node-children.js';
import { typeOf } from './node-type.js';
import { systemValue } from './system-value.js';
import { Amount } from './amount.js';
import { Moment } from './moment.js';

const patient: JsonObject = {
  resourceType: 'Patient',
  id: 'p',
  active: true,
  birthDate: '1974-12',
  _birthDate: { extension: [{ url: 'http://a.example/time', valueDateTime: '1974-12-25T14:35:45-05:00' }] },
  _gender: { extension: [{ url: 'http://a.example/unknown', valueCode: 'x' }] },
  deceasedDateTime: '2015-02-14T13:42:00+10:00',
  multipleBirthInteger: 2,
  name: [
    { use: 'official', family: 'Chalmers', given: ['Peter', 'James'] },
    { use: 'usual', given: ['Jim', null], _given: [null, { extension: [{ url: 'u', valueCode: 'v' }] }] },
  ],
  contained: [
    {
      resourceType: 'Observation',
      id: 'o',
      status: 'final',
      code: { coding: [{ system: 'http://loinc.org', code: '1-8' }] },
      valueQuantity: { value: 1500, system: 'http://unitsofmeasure.org', code: 'mg' },
      referenceRange: [{ low: { value: 1, code: 'g' }, high: { value: 2.5, code: 'g' } }],
    },
  ],
  managingOrganization: { reference: '#o' },
  generalPractitioner: [{ reference: 'Practitioner/1' }],
};

function evaluate(expression: string, resource = patient): Environment & { found: unknown[] } {
  const node = resourceNode(resource);
  const environment = new Environment(node, { resource, rootResource: resource });
  const items = compileEvaluator(parseExpression(expression))([node], environment);
  const found = items.map((item) => {
    const value = systemValue(item);
    if (value instanceof Moment) return value.text;
    if (value instanceof Amount) return `${value.value} ${value.unit}`;
    return value ?? typeOf(item);
  });
  return Object.assign(environment, { found });
}

// What http://hl7.org/fhirpath/N1/ says of each.
describe('paths', () => {
  it.each<[string, unknown[]]>([
    ['Patient.name.given', ['Peter', 'James', 'Jim', 'string']],
    ['name.given.first()', ['Peter']],
    ['name[1].use', ['usual']],
    ['name[0 + 1].use', ['usual']],
    ['name[7]', []],
    ['nothing.at.all', []],
    ['multipleBirth', [2]],
    ['(deceased as dateTime).exists()', [true]],
    ['deceased.ofType(boolean)', []],
    ['deceased is dateTime', [true]],
    ['active is Boolean', [true]],
    ['active is FHIR.string', [false]],
    ['contained.value.code', ['mg']],
    ['contained.ofType(Observation).value.value', [1500]],
    ['birthDate.extension.value', ['1974-12-25T14:35:45-05:00']],
    ["gender.extension('http://a.example/unknown').value", ['x']],
    ['gender.exists()', [true]],
    ['gender.hasValue()', [false]],
    ['name.given.hasValue()', [false]],
    ['birthDate.hasValue()', [true]],
    ["name.where(use = 'official').family", ['Chalmers']],
    ['name.select(given.first())', ['Peter', 'Jim']],
    ['name.where($index = 1).use', ['usual']],
    ['name.given.where(startsWith($this))', ['Peter', 'James', 'Jim']],
    ['managingOrganization.resolve().id', ['o']],
    ['managingOrganization.resolve() is Observation', [true]],
    ['%resource.id', ['p']],
    ['contained.descendants().where($this is Quantity).count()', [3]],
    ['children().count() > 8', [true]],
    ['contained.code.children().code', ['1-8']],
    ['Resource.id', ['p']],
    ["%'vs-x'", ['http://hl7.org/fhir/ValueSet/x']],
    ['repeat(contained).id', ['o']],
    ["conformsTo('http://hl7.org/fhir/StructureDefinition/Patient')", [true]],
  ])('%s', (expression, found) => {
    expect(evaluate(expression).found).toEqual(found);
  });
});

describe('operators', () => {
  it.each<[string, unknown[]]>([
    ['true and {}', []],
    ['false and {}', [false]],
    ['{} and false', [false]],
    ['true or {}', [true]],
    ['{} or true', [true]],
    ['{} or false', []],
    ['true xor true', [false]],
    ['true xor {}', []],
    ['false implies {}', [true]],
    ['{} implies true', [true]],
    ['{} implies false', []],
    ['true implies false', [false]],
    ['{} = 1', []],
    ['1 = 1.0', [true]],
    ["'a' = 'A'", [false]],
    ["'a  b' ~ 'A b'", [true]],
    ['(1 | 2) = (2 | 1)', [false]],
    ['(1 | 2) ~ (2 | 1)', [true]],
    ['(1 | 2 | 1).count()', [2]],
    ["1 != 2 and 'x' !~ 'y'", [true]],
    ['1 + 2 * 3 - 4', [3]],
    ['7 div 2', [3]],
    ['-7 mod 2', [-1]],
    ['1 / 0', []],
    ["'a' + 'b'", ['ab']],
    ["'a' + {}", []],
    ["'a' & {}", ['a']],
    ['2 in (1 | 2)', [true]],
    ['{} in (1 | 2)', []],
    ['(1 | 2) contains 3', [false]],
    ['2 > 1 and 2 >= 2 and 1 < 2 and 2 <= 2', [true]],
    ["'b' > 'a'", [true]],
    ['@2012-04-15 < @2012-04-16', [true]],
    ['@2012-04-15T10:00:00+02:00 = @2012-04-15T08:00:00Z', [true]],
    ['@2012-01-01T00:30:00+01:00 < @2012-01-01T00:00:00Z', [true]],
    ['@T10:30 > @T09:59:59', [true]],
    ['@2012-01-31 + 1 month', ['2012-02-29']],
    ['@2012-02-29 - 1 year', ['2011-02-28']],
    ['@2012-12-31T23:00:00Z + 2 hours', ['2013-01-01T01:00:00Z']],
    ['birthDate < @1975', [true]],
    ["contained.value > 1 'g'", [true]],
    ['contained.value < contained.referenceRange.high', [true]],
    ["4 days = 4 'd'", [true]],
  ])('%s', (expression, found) => {
    expect(evaluate(expression).found).toEqual(found);
  });

  it.each([
    '@2012 = @2012-01',
    '@2012-01-01T10:00:00Z > @2012-01-01',
    'birthDate < @1974-12-25',
    "1 'g' > 1 'm'",
    'generalPractitioner.resolve()',
    "active.memberOf('http://a.example/v')",
    "conformsTo('http://a.example/p')",
  ])('%s cannot be told', (expression) => {
    const { found, isUndetermined } = evaluate(expression);
    expect(found).toEqual([]);
    expect(isUndetermined).toBe(true);
  });

  it('does not take several items for one', () => {
    expect(() => evaluate('name.use and true')).toThrow(EvaluationError);
    expect(() => evaluate('name.given > 1')).toThrow(EvaluationError);
    expect(() => evaluate("'a' > 1")).toThrow(EvaluationError);
  });
});

describe('functions', () => {
  it.each<[string, unknown[]]>([
    ['{}.empty()', [true]],
    ["name.exists(use = 'old')", [false]],
    ['name.all(given.exists())', [true]],
    ['{}.all(false)', [true]],
    ['(true | false).allTrue()', [false]],
    ['(true | false).anyTrue()', [true]],
    ['(true | false).allFalse()', [false]],
    ['(true | false).anyFalse()', [true]],
    ['(1 | 2).subsetOf(1 | 2 | 3)', [true]],
    ['(1 | 2).supersetOf(1 | 2 | 3)', [false]],
    ['(1).combine(1).isDistinct()', [false]],
    ['(1).combine(1).distinct()', [1]],
    ['(1).combine(2).combine(2).count()', [3]],
    ['(1 | 2 | 3).last()', [3]],
    ['(1 | 2 | 3).tail()', [2, 3]],
    ['(1 | 2 | 3).skip(2)', [3]],
    ['(1 | 2 | 3).take(2)', [1, 2]],
    ['(1 | 2 | 3).intersect(2 | 4)', [2]],
    ['(1 | 2 | 3).exclude(2)', [1, 3]],
    ['(1 | 2 | 3).aggregate($this + $total, 0)', [6]],
    ['true.not()', [false]],
    ['{}.not()', []],
    ["iif(active, 'yes', 'no')", ['yes']],
    ["iif({}, 'yes')", []],
    ["'7'.toInteger()", [7]],
    ["'x'.toInteger()", []],
    ["'1.5'.toDecimal()", [1.5]],
    ['1.5.toString()', ['1.5']],
    ["'true'.toBoolean()", [true]],
    ["'1.5'.convertsToInteger()", [false]],
    ["'2012-01-01T10:00:00Z'.toDate()", ['2012-01-01']],
    ["'4 days'.toQuantity()", ['4 days']],
    ["'abc'.indexOf('c')", [2]],
    ["'abc'.substring(1)", ['bc']],
    ["'abc'.substring(0, 2)", ['ab']],
    ["'abc'.substring(3)", []],
    ["'abc'.contains('')", [true]],
    ["'abc'.endsWith('c')", [true]],
    ["'abc'.upper()", ['ABC']],
    ["'abc'.matches('^a.c$')", [true]],
    ["'abc'.matchesFull('b')", [false]],
    ["'a.b'.replaceMatches('\\\\..*', '')", ['a']],
    ["'abab'.replace('a', '$')", ['$b$b']],
    ["'abc'.length()", [3]],
    ["'ab'.toChars()", ['a', 'b']],
    ["'a,b'.split(',')", ['a', 'b']],
    ["('a' | 'b').join('-')", ['a-b']],
    ["{}.startsWith('a')", [false]],
    ['(-5.5).abs()', [5.5]],
    ['5.5.floor() + 5.5.ceiling()', [11]],
    ['3.14159.round(2)', [3.14]],
    ['(-1).sqrt()', []],
    ['2.power(3)', [8]],
    ["name.trace('n').count()", [2]],
    ['now() > @2020-01-01T00:00:00Z and today() > @2020-01-01', [true]],
  ])('%s', (expression, found) => {
    expect(evaluate(expression).found).toEqual(found);
  });

  it.each(['name.nonsense()', '%nonsense', 'name.where()', "ofType('x')", '@2012-1', 'a.b.constructor()'])(
    'refuses %s when it is compiled',
    (expression) => {
      expect(() => compileEvaluator(parseExpression(expression))).toThrow(ExpressionError);
    },
  );

  it('bounds the work', () => {
    const name = Array.from({ length: 3000 }, () => ({ given: ['x'] }));
    expect(() =>
      evaluate('name.all(%resource.name.given.count() > 0)', { resourceType: 'Patient', name }),
    ).toThrow(EvaluationError);
    expect(() => evaluate(`'${'a'.repeat(70_000)}'.matches('a')`)).toThrow(EvaluationError);
  });
});
