package io.orchestratex.backup.engine;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What a restore would do to a collection or table.
 *
 * @param name {@code database.collection} or {@code database.schema.table}
 * @param currentCount records there are now, null when it does not exist; may be an estimate
 * @param backupCount records in the backup, null when it holds none of that name
 * @param action what happens to it
 * @param expiresAfterSeconds the age at which the server deletes its records, once it is restored;
 *     null when it keeps them
 * @param reason where it stays as it is although the backup holds it: why, for a person
 */
public record PlannedObject(
    String name,
    @Nullable Long currentCount,
    @Nullable Long backupCount,
    Action action,
    @Nullable Long expiresAfterSeconds,
    @Nullable String reason) {

  public PlannedObject(
      String name,
      @Nullable Long currentCount,
      @Nullable Long backupCount,
      Action action,
      @Nullable Long expiresAfterSeconds) {
    this(name, currentCount, backupCount, action, expiresAfterSeconds, null);
  }

  /** What the backup holds and a restore leaves as it is. */
  public static PlannedObject skipped(
      String name, @Nullable Long currentCount, long backupCount, String reason) {
    return new PlannedObject(name, currentCount, backupCount, Action.SKIP, null, reason);
  }

  public PlannedObject(
      String name, @Nullable Long currentCount, @Nullable Long backupCount, Action action) {
    this(name, currentCount, backupCount, action, null);
  }

  /** What happens to an object. */
  public enum Action {
    /** Exists in both: the backup's content takes its place. */
    REPLACE,
    /** Exists only in the backup. */
    CREATE,
    /** Accounts or roles: those of the backup are added or given back, the others stay. */
    MERGE,
    /** Exists only now and stays. */
    KEEP,
    /** Exists only now and goes, because the database as a whole is replaced. */
    DROP,
    /** Is in the backup, but what there is now stays, such as events that wait. */
    SKIP;

    @JsonValue
    public String text() {
      return name().toLowerCase(Locale.ROOT);
    }
  }
}
