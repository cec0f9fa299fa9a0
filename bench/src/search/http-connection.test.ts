import { once } from 'node:events';
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { httpConnection, wholeRequest, type HttpConnection } from './http-connection.js';

describe('httpConnection', () => {
  let server: Server;
  let connection: HttpConnection;

  async function listen(listener: RequestListener, patience = 5_000): Promise<void> {
    server = createServer(listener).listen(0, '127.0.0.1');
    await once(server, 'listening');
    connection = httpConnection('127.0.0.1', (server.address() as AddressInfo).port, patience);
  }

  async function get(path: string): Promise<readonly [status: number, body: string]> {
    const { status, body } = await connection.send(
      wholeRequest('GET', path, { host: 'test', accept: 'a/b' }, undefined),
    );
    return [status, body.toString('utf8')];
  }

  afterEach(async () => {
    connection.close();
    server.closeAllConnections();
    server.close();
    await once(server, 'close');
  });

  const long = 'ä'.repeat(300_000);

  it('reads bodies of announced length, in chunks, and none, over one connection', async () => {
    let connections = 0;
    await listen((request, response) => {
      const pieces =
        request.url === '/none' ? [] : request.url === '/long' ? [long, 'end'] : ['a', '', 'b\r\n'];
      if (request.url !== '/short')
        response.setHeader(
          'content-length',
          pieces.reduce((sum, piece) => sum + Buffer.byteLength(piece), 0),
        );
      response.statusCode = request.headers.accept === 'a/b' ? 200 : 400;
      for (const piece of pieces) response.write(piece);
      response.end();
    });
    server.on('connection', () => (connections += 1));
    expect(await get('/short')).toEqual([200, 'ab\r\n']);
    expect(await get('/long')).toEqual([200, `${long}end`]);
    expect(await get('/none')).toEqual([200, '']);
    expect(await get('/short')).toEqual([200, 'ab\r\n']);
    expect(connections).toBe(1);
  });

  it('reads chunks that come piece by piece', async () => {
    await listen((_, response) => {
      response.statusCode = 501;
      const write = (left: number): void => {
        if (left === 0) response.end();
        else response.write(long, () => setTimeout(write, 2, left - 1));
      };
      write(3);
    });
    expect(await get('/')).toEqual([501, long.repeat(3)]);
  });

  it('is not misled by a body that reads like the end of one', async () => {
    const pieces = ['a0\r\n\r\n', '0\r\n\r\n', '\r\n0\r\n\r\n', 'b'];
    await listen((_, response) => {
      const write = (at: number): void => {
        if (at === pieces.length) response.end();
        else response.write(pieces[at], () => setTimeout(write, 5, at + 1));
      };
      write(0);
    });
    expect(await get('/')).toEqual([200, pieces.join('')]);
    expect(await get('/')).toEqual([200, pieces.join('')]);
  });

  it('reads an answer without a body, and its head as it is', async () => {
    await listen((_, response) => {
      response.writeHead(204, { location: 'http://x/Patient/Ab' }).end();
    });
    const request = wholeRequest('DELETE', '/', { host: 'test' }, undefined);
    const { status, body, head } = await connection.send(request);
    expect([status, body.length]).toEqual([204, 0]);
    expect(head).toMatch(/\r\nlocation: http:\/\/x\/Patient\/Ab/i);
    expect((await connection.send(request)).status).toBe(204);
  });

  it('connects again after the server has closed', async () => {
    await listen((_, response) => {
      response.setHeader('connection', 'close').end('x');
    });
    expect(await get('/')).toEqual([200, 'x']);
    expect(await get('/')).toEqual([200, 'x']);
  });

  it('fails where the connection breaks or nothing comes, and works again after that', async () => {
    await listen((request, response) => {
      if (request.url === '/break') request.socket.destroy();
      else if (request.url !== '/silent') response.end('x');
    }, 100);
    await expect(get('/break')).rejects.toThrow();
    await expect(get('/silent')).rejects.toThrow('no answer within 0.1 s');
    expect(await get('/')).toEqual([200, 'x']);
  });
});
