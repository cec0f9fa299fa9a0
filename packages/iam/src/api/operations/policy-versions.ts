import { WellspringError } from '@wellspring/errors';
import { readParameters, required } from '../../query-protocol/parameter.js';
import {
  deleteVersion,
  insertVersion,
  setDefaultVersion,
  versionsOf,
  type PolicyVersion,
} from '../../tables/policy-versions.js';
import { sameEntity } from '../asked-entity.js';
import { askedOwnPolicy, askedPolicy } from '../asked-policy.js';
import { noSuchEntity } from '../faults.js';
import type { OperationTable } from '../iam-call.js';
import { versionsPerPolicy } from '../limits.js';
import { pageOfAll } from '../page.js';
import * as parameter from '../parameters.js';
import { checkManagedPolicy } from '../policy-rules.js';
import { awsVersion, versionShape } from '../shapes.js';

const policyVersion = {
  PolicyArn: required(parameter.arn),
  VersionId: required(parameter.versionId),
};

/** @see https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreatePolicyVersion.html and its neighbours */
export const policyVersionOperations: OperationTable = {
  async CreatePolicyVersion(call) {
    const { PolicyArn, PolicyDocument, SetAsDefault } = readParameters(call.form, {
      PolicyArn: required(parameter.arn),
      PolicyDocument: required(parameter.policyDocument),
      SetAsDefault: parameter.boolean,
    });
    const asked = await askedOwnPolicy(call, PolicyArn);
    checkManagedPolicy(PolicyDocument);
    return call.iam.store.change(async (rows) => {
      const { id, lastVersion, defaultVersion } = await sameEntity(rows, asked);
      if ((await versionsOf(rows, id)).length >= versionsPerPolicy)
        throw new WellspringError(
          'iam-limit-exceeded',
          `A managed policy can have up to ${versionsPerPolicy} versions. Before you create a new version, you must delete an existing version.`,
        );
      // Numbers are not given twice, not even that of a version that is gone.
      const version = lastVersion! + 1;
      await insertVersion(rows, id, version, PolicyDocument);
      if (SetAsDefault === true) await setDefaultVersion(rows, id, version);
      const made = (await versionsOf(rows, id))[0]!;
      return {
        PolicyVersion: versionShape(made, SetAsDefault === true ? version : defaultVersion!, false),
      };
    });
  },

  async GetPolicyVersion(call) {
    const { PolicyArn, VersionId } = readParameters(call.form, policyVersion);
    const found = await askedPolicy(call, PolicyArn);
    const versions =
      found.kind === 'aws' ? [awsVersion(found.policy)] : await versionsOf(call.iam.store.read, found.id);
    const current = found.kind === 'aws' ? found.policy.version : found.policy.defaultVersion!;
    const version = theVersion(versions, VersionId, PolicyArn);
    return { PolicyVersion: versionShape(version, current, true) };
  },

  async ListPolicyVersions(call) {
    const { PolicyArn, ...paging } = readParameters(call.form, {
      PolicyArn: required(parameter.arn),
      ...parameter.paging,
    });
    const found = await askedPolicy(call, PolicyArn);
    const versions =
      found.kind === 'aws' ? [awsVersion(found.policy)] : await versionsOf(call.iam.store.read, found.id);
    const current = found.kind === 'aws' ? found.policy.version : found.policy.defaultVersion!;
    // The newest first.
    const { items, members } = pageOfAll(paging, versions, ({ version }) =>
      String(1_000_000_000 - version).padStart(10, '0'),
    );
    return { Versions: items.map((version) => versionShape(version, current, false)), ...members };
  },

  async SetDefaultPolicyVersion(call) {
    const { PolicyArn, VersionId } = readParameters(call.form, policyVersion);
    const asked = await askedOwnPolicy(call, PolicyArn);
    await call.iam.store.change(async (rows) => {
      const { id } = await sameEntity(rows, asked);
      const { version } = theVersion(await versionsOf(rows, id), VersionId, PolicyArn);
      await setDefaultVersion(rows, id, version);
    });
    return undefined;
  },

  async DeletePolicyVersion(call) {
    const { PolicyArn, VersionId } = readParameters(call.form, policyVersion);
    const asked = await askedOwnPolicy(call, PolicyArn);
    await call.iam.store.change(async (rows) => {
      const { id, defaultVersion } = await sameEntity(rows, asked);
      const { version } = theVersion(await versionsOf(rows, id), VersionId, PolicyArn);
      if (version === defaultVersion)
        throw new WellspringError('iam-delete-conflict', 'Cannot delete the default version of a policy.');
      await deleteVersion(rows, id, version);
    });
    return undefined;
  },
};

/** @throws WellspringError `iam-no-such-entity` */
function theVersion(versions: readonly PolicyVersion[], id: string, arn: string): PolicyVersion {
  const version = versions.find((each) => `v${each.version}` === id);
  if (!version) throw noSuchEntity(`Policy ${arn} version ${id} does not exist or is not attachable.`);
  return version;
}
