/**
 * What is there at once as a rule, and else will be. A request of which all is known goes through a dozen of such
 * questions: each costs a promise, a microtask and the frame of whoever waits, so who gets one waits for a promise only.
 *
 * @example
 * const found = find(key);
 * const value = found instanceof Promise ? await found : found;
 */
export type Awaitable<T> = T | Promise<T>;
