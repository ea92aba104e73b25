package io.orchestratex.backup.engine.volume;

import io.orchestratex.backup.engine.EngineAccess;
import io.orchestratex.backup.engine.EngineException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The volume of a target: {@code volume://name}, with {@code ?stop=none} where its containers go on
 * while it is read.
 *
 * @param name of the volume, as {@code docker volume ls} shows it
 * @param stops whether containers that write to it are stopped while it is read
 */
record VolumeAddress(String name, boolean stops) {

  /** What Docker allows in the name of a volume. */
  static final Pattern NAME = Pattern.compile("[a-zA-Z0-9][a-zA-Z0-9_.-]{0,199}");

  private static final Pattern FORM =
      Pattern.compile("volume://(" + NAME.pattern() + ")/?(?:\\?stop=(dependants|none))?");

  /** Reads a connection string; nothing is asked. */
  static VolumeAddress of(EngineAccess access) {
    Matcher form = FORM.matcher(access.uri().reveal());
    if (!form.matches()) {
      throw new EngineException(
          "backup.target-uri-invalid",
          "The connection string of target %s is invalid; expected volume://NAME or volume://NAME?stop=none, with the name that docker volume ls shows."
              .formatted(access.target()));
    }
    return new VolumeAddress(form.group(1), !"none".equals(form.group(2)));
  }
}
