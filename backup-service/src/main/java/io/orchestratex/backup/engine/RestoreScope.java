package io.orchestratex.backup.engine;

import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a restore is about. The same scope always leads to the same names, and another attempt leads
 * to others: what a worker that was given up still writes goes nowhere near its successor's.
 *
 * @param restoreId part of every temporary name
 * @param attempt of the worker that loads, part of the names of what it loads
 * @param files what the backup holds of the target
 */
public record RestoreScope(
    String restoreId,
    int attempt,
    EngineAccess access,
    Selection selection,
    List<DumpedFile> files) {
  public RestoreScope {
    files = List.copyOf(files);
  }

  private static final Pattern PREFIX = Pattern.compile("(\\d{8}_\\d{6}(?:\\d{3})?)_.*");

  /** The restore that a name belongs to, if it begins with one of an engine's own prefixes. */
  public static Optional<String> restoreOf(String name, String... enginePrefixes) {
    for (String each : enginePrefixes) {
      if (name.startsWith(each)) {
        Matcher rest = PREFIX.matcher(name.substring(each.length()));
        return rest.matches() ? Optional.of(rest.group(1)) : Optional.empty();
      }
    }
    return Optional.empty();
  }

  /** How the names of everything begin that this attempt makes, after the engine's own prefix. */
  public String prefix() {
    return restoreId + "_" + attempt + "_";
  }
}
