import { IncomingMessage } from 'node:http';

/** Headers by lower-case name; what was sent more than once is joined. */
export type JoinedHeaders = Readonly<Record<string, string | undefined>>;

/**
 * Node's message with headers that are put together once, for Node itself, which looks whether there are `Host` and
 * `Expect`, and for the front. Node's own drop some that are sent more than once, and take longer to make than the
 * front's.
 */
export class ReceivedMessage extends IncomingMessage {
  #joined: JoinedHeaders | undefined;

  get joined(): JoinedHeaders {
    return (this.#joined ??= joinedHeaders(this.rawHeaders));
  }
}

// Node has it as an accessor, and its types as a property, which no accessor may stand for.
Object.defineProperty(ReceivedMessage.prototype, 'headers', {
  get(this: ReceivedMessage) {
    return this.joined;
  },
});

/** @param rawHeaders names and values by turns, as they arrived */
export function joinedHeaders(rawHeaders: readonly string[]): JoinedHeaders {
  const headers = Object.create(null) as Record<string, string | undefined>;
  for (let at = 0; at + 1 < rawHeaders.length; at += 2) {
    const name = rawHeaders[at]!.toLowerCase();
    const value = rawHeaders[at + 1]!;
    const before = headers[name];
    headers[name] = before === undefined ? value : `${before}, ${value}`;
  }
  return headers;
}
