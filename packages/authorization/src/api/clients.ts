import { randomUUID } from 'node:crypto';
import { WellspringError } from '@wellspring/errors';
import type { HttpResponse } from '@wellspring/http';
import { readClientMetadata } from '../clients/client-metadata.js';
import { json, pageSize, wrongMethod, type AdministrationRequest } from './administer.js';

/** `/clients`: the apps. */
export async function answerClients(asked: AdministrationRequest): Promise<HttpResponse> {
  const { method, name } = asked;
  if (name === undefined) {
    if (method === 'POST') {
      const body = await asked.body();
      const id = body['client_id'] ?? randomUUID();
      const realm = await asked.permit('CreateAuthorizationClient', { clientId: id });
      const metadata = readClientMetadata({ ...body, client_id: id });
      const client_secret = await realm.clients.create(metadata);
      return json(201, { ...metadata, ...(client_secret !== undefined && { client_secret }) });
    }
    if (method !== 'GET') throw wrongMethod(asked);
    const realm = await asked.permit('ListAuthorizationClient');
    const clients = await realm.clients.list(asked.query.get('after') ?? '', pageSize);
    return json(200, {
      clients,
      ...(clients.length === pageSize && { after: clients.at(-1)!.client_id }),
    });
  }
  switch (method) {
    case 'GET': {
      const realm = await asked.permit('GetAuthorizationClient', { clientId: name });
      return json(200, found(await realm.clients.find(name), name));
    }
    case 'PUT': {
      const realm = await asked.permit('UpdateAuthorizationClient', { clientId: name });
      const metadata = readClientMetadata({ ...(await asked.body()), client_id: name });
      const { secret } = found(await realm.clients.replace(metadata), name);
      return json(200, { ...metadata, ...(secret !== undefined && { client_secret: secret }) });
    }
    case 'DELETE': {
      const realm = await asked.permit('DeleteAuthorizationClient', { clientId: name });
      found((await realm.clients.remove(name)) || undefined, name);
      return { status: 204, headers: {} };
    }
    default:
      throw wrongMethod(asked);
  }
}

function found<T>(value: T | undefined, name: string): T {
  if (value === undefined) throw new WellspringError('authorization-not-found', `There is no client ${name}`);
  return value;
}
