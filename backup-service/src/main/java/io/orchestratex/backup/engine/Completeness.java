package io.orchestratex.backup.engine;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Collection;
import java.util.Locale;

/** Whether a backup holds all that it should. */
public enum Completeness {
  /** What it does not hold is never part of a backup. */
  COMPLETE,
  /** Something that belongs to it could not be taken; the rest is there and can be restored. */
  PARTIAL;

  /** Of a backup that leaves these out. */
  public static Completeness of(Collection<LeftOut> leftOut) {
    return leftOut.stream().anyMatch(LeftOut::failed) ? PARTIAL : COMPLETE;
  }

  @JsonValue
  public String text() {
    return name().toLowerCase(Locale.ROOT);
  }
}
