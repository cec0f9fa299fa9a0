// Writes src/generated/shapes.ts, the TypeScript types of every shape in service-2.json.
import { readFileSync, writeFileSync } from 'node:fs';

const model = JSON.parse(readFileSync(new URL('service-2.json', import.meta.url), 'utf8'));
const target = new URL('../src/generated/shapes.ts', import.meta.url);

/** The TypeScript type of a shape where it is used: structures and enums by name, all else spelled out. */
function typeOf(name) {
  const shape = model.shapes[name];
  switch (shape.type) {
    case 'structure':
      return name;
    case 'list':
      return `readonly ${typeOf(shape.member.shape)}[]`;
    case 'map':
      return `Readonly<Record<string, ${typeOf(shape.value.shape)}>>`;
    case 'string':
      return shape.enum ? name : 'string';
    case 'boolean':
      return 'boolean';
    case 'integer':
    case 'long':
    case 'double':
    case 'timestamp': // epoch seconds, with fractions
      return 'number';
    default:
      throw new Error(`The shape ${name} has the type ${shape.type}, which is not known here`);
  }
}

function declaration(name, shape) {
  if (shape.type === 'string')
    return `export type ${name} =\n${shape.enum.map((value) => `  | '${value}'`).join('\n')};\n`;
  const members = Object.entries(shape.members);
  if (shape.union) {
    const variants = members.map(([key, member]) => `  | { readonly ${key}: ${typeOf(member.shape)} }`);
    return `export type ${name} =\n${variants.join('\n')};\n`;
  }
  if (members.length === 0) return `export type ${name} = Readonly<Record<string, never>>;\n`;
  const lines = members.map(([key, member]) =>
    (shape.required ?? []).includes(key)
      ? `  readonly ${key}: ${typeOf(member.shape)};`
      : `  readonly ${key}?: ${typeOf(member.shape)} | undefined;`,
  );
  return `export interface ${name} {\n${lines.join('\n')}\n}\n`;
}

const parts = ['// Written by model/generate-shapes.mjs from model/service-2.json. Do not edit.\n'];
const operations = Object.values(model.operations).map(
  ({ name, input, output }) =>
    `  readonly ${name}: { readonly input: ${input.shape}; readonly output: ${output.shape} };`,
);
parts.push(`export interface Operations {\n${operations.join('\n')}\n}\n`);
parts.push('export type OperationName = keyof Operations;\n');
for (const [name, shape] of Object.entries(model.shapes))
  if ((shape.type === 'structure' && !shape.exception) || shape.enum) parts.push(declaration(name, shape));
const source = parts.join('\n');

if (process.argv.includes('--check')) {
  if (readFileSync(target, 'utf8') !== source) {
    console.error('src/generated/shapes.ts is not what service-2.json says: run model/generate-shapes.mjs');
    process.exitCode = 1;
  }
} else {
  writeFileSync(target, source);
}
