import type { AddressInfo, Server } from 'node:net';
import { WellspringError } from '@wellspring/errors';

/**
 * Has a server listen on an address.
 *
 * @returns the port: where 0 was asked for, any that was free
 * @throws WellspringError `cannot-listen`
 */
export async function listenOn(
  server: Server,
  { host, port }: { readonly host: string; readonly port: number },
): Promise<number> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      const where = `${host}:${String(port)}`;
      const why = error.code === 'EADDRINUSE' ? 'another program listens there' : error.message;
      reject(new WellspringError('cannot-listen', `Cannot listen on ${where}: ${why}`, { cause: error }));
    });
    server.listen(port, host, resolve);
  });
  return (server.address() as AddressInfo).port;
}
