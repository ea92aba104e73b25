package io.orchestratex.backup.recovery;

import io.orchestratex.backup.engine.RecoveryPoint;
import io.orchestratex.backup.job.JobDetails;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What a recovery's job keeps beside its state.
 *
 * @param backup the physical backup that it begins with
 * @param name of the folder that becomes the new server's data
 * @param to the moment or position; null where it is the end of the log or of the backup
 * @param latest whether it is the end of the log, where {@code to} does not say
 * @param position the position, where it is one
 */
record RecoveryDetails(
    String backup, String name, @Nullable Instant to, boolean latest, @Nullable Long position) {

  static RecoveryDetails of(String backup, String name, RecoveryPoint point) {
    return switch (point) {
      case RecoveryPoint.EndOfBackup _ -> new RecoveryDetails(backup, name, null, false, null);
      case RecoveryPoint.Latest _ -> new RecoveryDetails(backup, name, null, true, null);
      case RecoveryPoint.Time(Instant at) -> new RecoveryDetails(backup, name, at, false, null);
      case RecoveryPoint.Position(long at) -> new RecoveryDetails(backup, name, null, false, at);
    };
  }

  RecoveryPoint point() {
    if (to != null) {
      return new RecoveryPoint.Time(to);
    }
    if (position != null) {
      return new RecoveryPoint.Position(position);
    }
    return latest ? new RecoveryPoint.Latest() : new RecoveryPoint.EndOfBackup();
  }

  String toJson() {
    return JobDetails.write(this);
  }

  static RecoveryDetails fromJson(String json) {
    return JobDetails.read(json, RecoveryDetails.class);
  }
}
