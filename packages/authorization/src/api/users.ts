import { randomBytes } from 'node:crypto';
import { WellspringError } from '@wellspring/errors';
import type { HttpResponse } from '@wellspring/http';
import type { Account } from '../accounts/account.js';
import { hashPassword } from '../accounts/password.js';
import { loginsOf } from '../records/record-table.js';
import { json, pageSize, wrongMethod, type AdministrationRequest } from './administer.js';
import { readAccount, readPassword } from './read-account.js';

/** `/users`: who may log in. */
export async function answerUsers(asked: AdministrationRequest): Promise<HttpResponse> {
  const { method, name } = asked;
  if (name === undefined) {
    if (method === 'POST') return createUser(asked);
    if (method !== 'GET') throw wrongMethod(asked);
    const realm = await asked.permit('ListAuthorizationUser');
    const users = await realm.accounts.list(asked.query.get('after') ?? '', pageSize);
    return json(200, {
      users: users.map(shownAccount),
      ...(users.length === pageSize && { after: users.at(-1)!.username }),
    });
  }
  switch (method) {
    case 'GET': {
      const realm = await asked.permit('GetAuthorizationUser', { username: name });
      return json(200, shownAccount(found(await realm.accounts.findByName(name), name)));
    }
    case 'PATCH': {
      const realm = await asked.permit('UpdateAuthorizationUser', { username: name });
      const body = await asked.body();
      const password = readPassword(body);
      const changes = readAccount(body);
      const hash = password === undefined ? undefined : await hashPassword(password);
      const account = found(await realm.accounts.update(name, changes, hash), name);
      if (hash !== undefined || account.disabled) await realm.records.removeByGrant(loginsOf(account.id));
      return json(200, shownAccount(account));
    }
    case 'DELETE': {
      const realm = await asked.permit('DeleteAuthorizationUser', { username: name });
      found((await realm.accounts.remove(name)) || undefined, name);
      return { status: 204, headers: {} };
    }
    default:
      throw wrongMethod(asked);
  }
}

async function createUser(asked: AdministrationRequest): Promise<HttpResponse> {
  const body = await asked.body();
  const { username } = body;
  const realm = await asked.permit('CreateAuthorizationUser', { username });
  if (typeof username !== 'string' || !/^[^\s/:](?:[^/:\p{Cc}]{0,198}[^\s/:])?$/u.test(username))
    throw new WellspringError(
      'invalid-parameter',
      'username must be 1 to 200 characters, without / and : and spaces at its ends',
    );
  const stated = readAccount(body);
  if (stated.fhirUser === undefined)
    throw new WellspringError('invalid-parameter', 'fhirUser is required: Practitioner/5');
  const given = readPassword(body);
  const password = given ?? randomBytes(12).toString('base64url');
  const account = await realm.accounts.create(
    {
      username,
      name: stated.name ?? username,
      fhirUser: stated.fhirUser,
      patients: stated.patients,
      disabled: stated.disabled ?? false,
    },
    await hashPassword(password),
  );
  return json(201, { ...shownAccount(account), ...(given === undefined && { password }) });
}

/** An account without what nobody is to see. */
function shownAccount({ id, username, name, fhirUser, patients, disabled }: Account): object {
  return { id, username, name, fhirUser, ...(patients && { patients }), disabled };
}

function found<T>(value: T | undefined, name: string): T {
  if (value === undefined) throw new WellspringError('authorization-not-found', `There is no user ${name}`);
  return value;
}
