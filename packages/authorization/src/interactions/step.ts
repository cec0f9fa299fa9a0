import type { CallRecord, HttpResponse } from '@wellspring/http';
import type { Client, InteractionResults, Provider } from 'oidc-provider';
import type { StoredAccount } from '../accounts/account-table.js';
import type { KeptLaunch } from '../launch/launch.js';
import type { NodeExchange } from '../provider/node-exchange.js';
import type { Realm } from '../provider/realm.js';
import { formTarget, securityHeaders } from '../pages/security-headers.js';

/** One page on somebody's way to a token, and all that is known on it. */
export interface Step {
  readonly realm: Realm;
  readonly provider: Provider;
  readonly exchange: NodeExchange;
  /** What the trail is told. */
  readonly record: CallRecord;
  /** What oidc-provider asks for: `login`, `patient`, `consent`. */
  readonly prompt: string;
  readonly params: Readonly<Record<string, unknown>>;
  /** What was answered on the pages before. */
  readonly answered: InteractionResults;
  readonly client: Client;
  /** Who logged in, from the second page on. */
  readonly account: StoredAccount | undefined;
  readonly launch: KeptLaunch | undefined;
  /** What a form has to bring back to be one of this page. */
  readonly token: string;
}

/** What the person knows the app by. */
export function appNameOf({ client }: Step): string {
  return client.clientName ?? client.clientId;
}

export function redirectUriOf({ params, client }: Step): string {
  return typeof params['redirect_uri'] === 'string' ? params['redirect_uri'] : client.redirectUris![0]!;
}

/** A page of this step. */
export function shown(step: Step, page: string, status = 200): HttpResponse {
  const target = formTarget(redirectUriOf(step));
  return { status, headers: securityHeaders(target === undefined ? [] : [target]), body: page };
}

/** Goes on with an answer: to the next page, or with the last one back to the app. */
export async function goOn(step: Step, result: InteractionResults): Promise<HttpResponse> {
  const { incoming, outgoing } = step.exchange;
  const merge = { mergeWithLastSubmission: !('error' in result) };
  const location = await step.provider.interactionResult(incoming, outgoing, result, merge);
  return { status: 303, headers: { location, 'cache-control': 'no-store' }, body: '' };
}
