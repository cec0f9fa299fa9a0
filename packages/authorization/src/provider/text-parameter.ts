/** A parameter of a request, where it is there and a text. */
export function textParameter(
  params: Readonly<Record<string, unknown>> | undefined,
  name: string,
): string | undefined {
  const value = params?.[name];
  return typeof value === 'string' ? value : undefined;
}
