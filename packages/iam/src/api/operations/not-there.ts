import { readParameters } from '../../query-protocol/parameter.js';
import { askedEntity } from '../asked-entity.js';
import { callerName } from '../caller-name.js';
import { noSuchEntity } from '../faults.js';
import { holderOf, roleKind } from '../holder-kind.js';
import type { Operation, OperationTable } from '../iam-call.js';
import { userName } from '../parameters.js';

/**
 * Lists of what there is none of here: instance profiles, devices, passwords. Tools ask for them before they delete a
 * user or a role, and have to be told that there is nothing.
 */
export const notThereOperations: OperationTable = {
  ListMFADevices: nothingOfUser('MFADevices'),
  ListSigningCertificates: nothingOfUser('Certificates'),
  ListSSHPublicKeys: nothingOfUser('SSHPublicKeys'),
  ListServiceSpecificCredentials: nothingOfUser('ServiceSpecificCredentials'),

  async ListInstanceProfilesForRole(call) {
    await askedEntity(call, 'role', readParameters(call.form, holderOf(roleKind)).holder);
    return { InstanceProfiles: [], IsTruncated: false };
  },

  async ListAccountAliases(call) {
    await call.ask('*');
    return { AccountAliases: [], IsTruncated: false };
  },

  async GetLoginProfile(call) {
    const name = readParameters(call.form, { UserName: userName }).UserName ?? callerName(call);
    await askedEntity(call, 'user', name);
    throw noSuchEntity(`Login Profile for User ${name} cannot be found.`);
  },
};

function nothingOfUser(member: string): Operation {
  return async (call) => {
    const { UserName } = readParameters(call.form, { UserName: userName });
    await askedEntity(call, 'user', UserName ?? callerName(call));
    return { [member]: [], IsTruncated: false };
  };
}
