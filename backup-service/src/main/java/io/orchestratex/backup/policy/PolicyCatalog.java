package io.orchestratex.backup.policy;

import io.orchestratex.backup.job.Job;
import io.orchestratex.backup.job.JobRecord;
import java.util.List;
import java.util.Optional;

/** What policies ask about backups and cleanups. Thread-safe. */
public interface PolicyCatalog {

  /** Every backup that was taken or is being taken, in no order. */
  List<CatalogEntry> entries();

  /** The newest backup that was ordered by this requester, whatever became of it. */
  Optional<Job> newestBackupBy(String requester);

  /** The newest cleanup of a policy, whatever became of it. */
  Optional<JobRecord> newestCleanup(String policy);
}
