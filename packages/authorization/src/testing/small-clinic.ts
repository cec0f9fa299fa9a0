import { randomBytes } from 'node:crypto';
import { createSealer } from '@wellspring/access';
import { testCaller } from '@wellspring/access/testing';
import { connect } from '@wellspring/database';
import { testDatabase } from '@wellspring/database/testing';
import { createAuthorizationServer, type AuthorizationServer } from '../create-authorization-server.js';
import { migrateAuthorization } from '../migrate-authorization.js';
import type { PatientCard } from '../patient-directory.js';
import { requestTo, textIn } from './app.js';

export const storeId = '0123456789abcdef0123456789abcdef';
export const otherStoreId = 'f123456789abcdef0123456789abcdef';
export const publicUrl = 'http://127.0.0.1:8080';
export const fhirBase = `${publicUrl}/datastore/${storeId}/r4`;
export const issuer = `${publicUrl}/authorization/${storeId}`;

export const patients: readonly PatientCard[] = [
  { id: 'ada', name: 'Ada Lovelace', birthDate: '1815-12-10', gender: 'female' },
  { id: 'alan', name: 'Alan Turing', birthDate: '1912-06-23', gender: 'male' },
  { id: 'grace', name: 'Grace Hopper', birthDate: '1906-12-09', gender: 'female' },
];

/** An authorization server on a database of its own, with three patients, and what signs in to it. */
export interface SmallClinic {
  readonly server: AuthorizationServer;
  readonly failures: readonly unknown[];
  /** A signed request of the administration. */
  readonly administer: (
    method: string,
    path: string,
    body?: object,
    store?: string,
  ) => Promise<{ status: number; body: Record<string, unknown> }>;
  readonly close: () => Promise<void>;
}

export async function smallClinic(): Promise<SmallClinic> {
  const own = await testDatabase();
  const { url } = own;
  await migrateAuthorization(url);
  const database = connect({ url, max: 4 });
  const failures: unknown[] = [];
  const server = createAuthorizationServer({
    database,
    sealer: createSealer(randomBytes(32)),
    publicUrl,
    region: 'us-east-1',
    accountId: '000000000000',
    lifetimes: { accessToken: 3_600, serviceToken: 300, refreshToken: 90 * 86_400, session: 8 * 3_600 },
    keyDays: 90,
    store: (id) =>
      Promise.resolve(
        id === storeId || id === otherStoreId
          ? {
              fhirBase: `${publicUrl}/datastore/${id}/r4`,
              rules: { versions: 'v1-v2', granular: true },
              fineGrained: id === otherStoreId,
              patients: {
                find: ({ ids, text, limit }) =>
                  Promise.resolve(
                    patients
                      .filter((each) => !ids || ids.includes(each.id))
                      .filter((each) => each.name.toLowerCase().includes((text ?? '').toLowerCase()))
                      .slice(0, limit),
                  ),
              },
            }
          : undefined,
      ),
    exists: () => Promise.resolve(true),
    onFailure: (error) => failures.push(error),
  });
  return {
    server,
    failures,
    async administer(method, path, body, store = storeId) {
      const response = await server.administer(
        requestTo(`${publicUrl}/authorization/${store}${path}`, {
          method,
          ...(body && { body: JSON.stringify(body) }),
        }),
        testCaller(),
      );
      const text = textIn(response);
      return {
        status: response.status,
        body: (text === '' ? {} : JSON.parse(text)) as Record<string, unknown>,
      };
    },
    async close() {
      await server.stop();
      await database.close();
      await own.drop();
    },
  };
}
