import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
import { WellspringError } from '@wellspring/errors';

/**
 * A port that nobody listened on a moment ago.
 *
 * @throws WellspringError `cannot-listen`
 */
export async function freePort(host: string): Promise<number> {
  const server = createServer();
  try {
    server.listen(0, host);
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    server.close();
    await once(server, 'close');
    return port;
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new WellspringError('cannot-listen', `Cannot listen on ${host}: ${why}`, { cause: error });
  }
}
