/** Texts that are kept, and the longest of them: half a megabyte, whoever invents them. */
const most = 1_000;
const longest = 512;

/**
 * Remembers what texts were read as: of what clients send, the same few come with every request. When there are too
 * many they are all forgotten, which costs less than to know which was used last.
 *
 * @param read always gives the same for the same text
 */
export function remembered<Value extends object>(
  read: (text: string) => Value | undefined,
): (text: string) => Value | undefined {
  const known = new Map<string, Value>();
  return (text) => {
    const before = known.get(text);
    if (before !== undefined) return before;
    const value = read(text);
    if (value === undefined || text.length > longest) return value;
    if (known.size >= most) known.clear();
    known.set(text, value);
    return value;
  };
}
