import type { ValidationLevel } from '@wellspring/fhir';

/** The kinds of jobs that delete or change many resources of a data store. */
export const administrationKinds = ['bulk-delete', 'erase', 'purge', 'bulk-patch'] as const;

/** What such a job does. */
export type AdministrationKind = (typeof administrationKinds)[number];

/** Which resources, by the time of their last change; instants in ISO 8601. */
export interface ChangedBetween {
  /** At this moment or later. */
  readonly since?: string;
  /** Before this moment, which is not after the request: what is written later is left as it is. */
  readonly before: string;
}

/** `POST /{Type}/$bulk-delete`. */
export interface BulkDeleteRequest extends ChangedBetween {
  readonly kind: 'bulk-delete';
  readonly dataStoreId: string;
  readonly type: string;
  /** Erased with all versions, those that are deleted already included; else a version that deletes them. */
  readonly hard: boolean;
  /** Likewise the AuditEvents that have one of the resources as an entity. */
  readonly deleteAuditEvent: boolean;
}

/** `POST /{Type}/{id}/$erase`, and of one version. */
export interface EraseRequest extends ChangedBetween {
  readonly kind: 'erase';
  readonly dataStoreId: string;
  readonly type: string;
  readonly id: string;
  /** Only this version. */
  readonly version?: number;
  /** Likewise the AuditEvents before the moment of the request that have the resource as an entity. */
  readonly deleteAuditEvent: boolean;
}

/** `POST /Patient/{id}/$purge`. */
export interface PurgeRequest extends ChangedBetween {
  readonly kind: 'purge';
  readonly dataStoreId: string;
  readonly patient: string;
  /** Likewise the AuditEvents in the compartment, and those that have one of its resources as an entity. */
  readonly deleteAuditEvent: boolean;
}

/** `POST /$bulk-patch`. */
export interface BulkPatchRequest extends ChangedBetween {
  readonly kind: 'bulk-patch';
  readonly dataStoreId: string;
  readonly type: string;
  /** Only these, each once; absent: all of the type. */
  readonly ids?: readonly string[];
  /** `application/json-patch+json` or `application/fhir+json`, and the patch as it came. */
  readonly mediaType: string;
  readonly operations: string;
  readonly validationLevel?: ValidationLevel;
  /** The same token with the same request starts one job only. */
  readonly clientToken?: string;
}

/** What a job of these kinds was asked for. */
export type AdministrationRequest = BulkDeleteRequest | EraseRequest | PurgeRequest | BulkPatchRequest;

/** What such a job has done so far. */
export interface AdministrationProgress {
  /** Resources gone through: the sum of the next four. */
  readonly resources: number;
  /** Deleted, erased or patched. */
  readonly changed: number;
  /** Left as they were: written meanwhile, gone, or shared with another patient. */
  readonly left: number;
  /** Left since the patch does not fit them. */
  readonly customerErrors: number;
  /** Left since the server could not store the result. */
  readonly serverErrors: number;
  /** AuditEvents that were deleted or erased with them; not among the resources. */
  readonly auditEvents: number;
  /** Of a patch: how many resources it has to go through. */
  readonly estimated?: number;
}

/** Nothing done yet. */
export const noAdministrationProgress: AdministrationProgress = {
  resources: 0,
  changed: 0,
  left: 0,
  customerErrors: 0,
  serverErrors: 0,
  auditEvents: 0,
};

/** A resource that a patch left as it was. */
export interface PatchNote {
  /** `Patient/1`. */
  readonly resource: string;
  readonly message: string;
}

/** The first thousand resources that a patch failed on, and that it skipped. */
export interface PatchNotes {
  readonly failed: readonly PatchNote[];
  readonly skipped: readonly PatchNote[];
}
