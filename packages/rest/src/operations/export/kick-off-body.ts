import type { Issue } from '@wellspring/fhir';
import type { OutputLocation } from '@wellspring/jobs';
import { parseS3Uri } from '@wellspring/jobs';
import type { QueryPair } from '../../request/query-pairs.js';
import type { JsonBody } from '../json-body.js';

/** HealthLake's form of a kick-off: where to, and as whom. */
export interface ExportOrder {
  readonly output: OutputLocation;
  readonly dataAccessRoleArn: string;
  readonly jobName?: string;
  readonly clientToken?: string;
}

/** The body of a kick-off by POST, or what is wrong with it. */
export type KickOffBody =
  | { readonly ok: true; readonly pairs: readonly QueryPair[]; readonly order?: ExportOrder }
  | { readonly ok: false; readonly issues: readonly Issue[] };

/** Types of `Parameters.parameter.value[x]` that the parameters of an export have. */
const texts = ['valueString', 'valueInstant', 'valueCode', 'valueUri', 'valueDateTime', 'valueUrl'] as const;

/**
 * Reads a Parameters resource, as Bulk Data has it, or HealthLake's JSON with `DataAccessRoleArn`, `JobName` and
 * `OutputDataConfig`.
 */
export function readKickOffBody(body: JsonBody | undefined): KickOffBody {
  if (body === undefined) return { ok: true, pairs: [] };
  return body['resourceType'] === undefined ? readOrder(body) : readParameters(body);
}

function readParameters(body: JsonBody): KickOffBody {
  const { resourceType, parameter = [] } = body as { resourceType: unknown; parameter?: unknown };
  if (resourceType !== 'Parameters') return refused('The body must be a Parameters resource');
  if (!Array.isArray(parameter)) return refused('Parameters.parameter must be an array');
  const pairs: QueryPair[] = [];
  for (const each of parameter as readonly unknown[]) {
    const part = (typeof each === 'object' && each !== null ? each : {}) as Readonly<Record<string, unknown>>;
    const { name } = part;
    const reference = (part['valueReference'] as { readonly reference?: unknown } | undefined)?.reference;
    const value = reference ?? texts.map((key) => part[key]).find((text) => text !== undefined);
    if (typeof name !== 'string' || typeof value !== 'string')
      return refused(
        'Each parameter needs a name, and a valueString, valueInstant, valueCode or valueReference',
      );
    pairs.push([name, value]);
  }
  return { ok: true, pairs };
}

function readOrder(body: JsonBody): KickOffBody {
  const { DataAccessRoleArn, JobName, ClientToken, OutputDataConfig, ...rest } = body;
  const other = Object.keys(rest)[0];
  if (other !== undefined)
    return refused(
      `${JSON.stringify(other.slice(0, 64))} is no member of an export request, and it is no Parameters resource`,
    );
  const s3 = (
    OutputDataConfig as { readonly S3Configuration?: { S3Uri?: unknown; KmsKeyId?: unknown } } | undefined
  )?.S3Configuration;
  const { S3Uri, KmsKeyId } = s3 ?? {};
  if (typeof S3Uri !== 'string' || typeof KmsKeyId !== 'string')
    return refused('OutputDataConfig.S3Configuration must have S3Uri and KmsKeyId');
  if (
    typeof DataAccessRoleArn !== 'string' ||
    !/^arn:aws(-[^:]+)?:iam::\d{12}:role\/\S{1,1900}$/.test(DataAccessRoleArn)
  )
    return refused('DataAccessRoleArn must be the ARN of a role');
  if (
    JobName !== undefined &&
    (typeof JobName !== 'string' || !/^[\p{L}\p{Z}\p{N}_.:/=+\-%@]{1,64}$/u.test(JobName))
  )
    return refused('JobName must have 1 to 64 letters, digits, spaces or _.:/=+-%@');
  if (
    ClientToken !== undefined &&
    (typeof ClientToken !== 'string' || !/^[a-zA-Z0-9-]{1,64}$/.test(ClientToken))
  )
    return refused('ClientToken must have 1 to 64 letters, digits or hyphens');
  parseS3Uri(S3Uri);
  return {
    ok: true,
    pairs: [],
    order: {
      output: { s3Uri: S3Uri, kmsKeyId: KmsKeyId.slice(0, 400) },
      dataAccessRoleArn: DataAccessRoleArn,
      ...(typeof JobName === 'string' && { jobName: JobName }),
      ...(typeof ClientToken === 'string' && { clientToken: ClientToken }),
    },
  };
}

function refused(diagnostics: string): KickOffBody {
  return { ok: false, issues: [{ severity: 'error', code: 'invalid', diagnostics }] };
}
