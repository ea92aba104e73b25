package io.orchestratex.backup.engine;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;

/** How much of a target one restore can be about. */
public enum ScopeLevel {
  /** All that the backup holds of the target. */
  SERVER,
  /** Single databases. */
  DATABASE,
  /** Single collections. */
  COLLECTION;

  @JsonValue
  public String text() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The levels of an engine; one that is not {@link SelectiveRestore} has the whole only. */
  public static Set<ScopeLevel> of(BackupEngine engine) {
    Set<ScopeLevel> levels = EnumSet.of(SERVER);
    if (engine instanceof SelectiveRestore selective) {
      levels.addAll(selective.levels());
    }
    return levels;
  }
}
