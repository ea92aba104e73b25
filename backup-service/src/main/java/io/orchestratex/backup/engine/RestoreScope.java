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
 * @param files what the backup holds of the target, by the names that it is to get
 * @param naming those names; the content of the files has the names of the backup
 * @param replaces whether what exists under those names is replaced; where it is not, a name that
 *     is taken in the last moment fails the restore
 */
public record RestoreScope(
    String restoreId,
    int attempt,
    EngineAccess access,
    Selection selection,
    List<DumpedFile> files,
    Naming naming,
    boolean replaces) {

  /** Code of an {@link EngineException}: something has a name that was free in the plan. */
  public static final String NAME_TAKEN = "restore.name-taken";

  public RestoreScope {
    files = List.copyOf(files);
  }

  /** A restore under the names of the backup, in place of what has them. */
  public RestoreScope(
      String restoreId,
      int attempt,
      EngineAccess access,
      Selection selection,
      List<DumpedFile> files) {
    this(restoreId, attempt, access, selection, files, Naming.NONE, true);
  }

  /** The same, replacing what exists or not. */
  public RestoreScope replacing(boolean whether) {
    return new RestoreScope(restoreId, attempt, access, selection, files, naming, whether);
  }

  /** What to say when something has a name that was free in the plan. */
  public static EngineException taken(String what) {
    return new EngineException(
        NAME_TAKEN,
        what
            + " exists now and did not when the restore was planned; it was left as it is. Choose"
            + " another name, or ask for a plan that replaces it");
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
