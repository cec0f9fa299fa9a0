import type { ServerMeter, Used } from '../server-meter.js';
import type { RestFigures } from './load-figures.js';
import type { Load, LoadRequest, RestRequest } from './rest-orders.js';
import type { RestProcess } from './rest-process.js';

/** What has to be reached; absent: nothing is aimed at. Times in milliseconds. */
export interface ClassTarget {
  readonly perSecond?: number;
  readonly resourcesPerSecond?: number;
  readonly p50?: number;
  readonly p99?: number;
}

/** One kind of load. */
export interface RestClass {
  readonly name: string;
  readonly clients: number;
  readonly requests: readonly LoadRequest[];
  readonly target: ClassTarget;
}

/** What the warm-up sent, made and deleted beside the load. */
export type WarmUp = Pick<RestFigures, 'requests' | 'created' | 'deleted'>;

/** What came of one class. */
export type RestResult = Pick<RestClass, 'name' | 'clients' | 'target'> &
  (
    | {
        readonly available: false;
        readonly reason: string;
        /** Where the warm-up was all that there was to send. */
        readonly warmUp?: WarmUp;
      }
    | {
        readonly available: true;
        readonly load: RestFigures;
        /** In the same time; undefined where the server cannot be looked into. */
        readonly used: Used | undefined;
        readonly warmUp: WarmUp;
      }
  );

/** The two parts of a class, without their requests. */
export interface LoadParts {
  readonly warmUp: Omit<Load, 'requests'>;
  readonly measured: Omit<Load, 'requests'>;
}

/**
 * Warms up, then measures. A generator that is aimed at the server sends it; errors of the warm-up are counted, too.
 *
 * @param meter absent where the server cannot be looked into
 */
export async function measuredClass(
  { name, clients, requests, target }: RestClass,
  generator: RestProcess,
  meter: ServerMeter | undefined,
  parts: LoadParts,
): Promise<RestResult> {
  const common = { name, clients, target };
  if (requests.length === 0) return { ...common, available: false, reason: 'the data has too little for it' };
  const first = requests.find(isQuestion);
  // A search or an operation can be tried out; a write would leave something behind, and who does not read has failed.
  const refusal = first && (await generator.probe(first));
  if (refusal !== undefined) return { ...common, available: false, reason: refusal };
  // What can be deleted is used up by it: once on each connection is enough.
  const isUsedUp = requests.every(({ method }) => method === 'DELETE');
  const warm = await generator.load({ ...parts.warmUp, requests, ...(isUsedUp && { most: clients }) });
  const work = (): Promise<RestFigures> => generator.load({ ...parts.measured, requests });
  const { result, used } = meter ? await meter.during(work) : { result: await work(), used: undefined };
  const warmUp = { requests: warm.requests, created: warm.created, deleted: warm.deleted };
  if (result.requests === 0)
    return { ...common, available: false, reason: 'there was nothing left to send', warmUp };
  const firstError = warm.firstError ?? result.firstError;
  return {
    ...common,
    available: true,
    load: {
      ...result,
      errors: warm.errors + result.errors,
      ...(firstError !== undefined && { firstError }),
    },
    used,
    warmUp,
  };
}

function isQuestion(request: LoadRequest): request is RestRequest {
  return request.method === 'GET' && /[?$]/.test(request.path);
}
