package io.orchestratex.cli.backup;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A backup as people name it: by its id, as {@code latest}, or by the folder or the archive that
 * {@code ox backup archive} has written of it.
 */
final class BackupName {

  private static final String ABOVE = "(?:.*[/\\\\])?";

  private static final Pattern FOLDER =
      Pattern.compile(ABOVE + "(\\d{8}_\\d{6}(?:\\d{3})?)[/\\\\]?");

  private static final Pattern ARCHIVE =
      Pattern.compile(
          ABOVE + "(\\d{4})-(\\d\\d)-(\\d\\d)_(\\d\\d)-(\\d\\d)-(\\d\\d)(?:\\.tar\\.gz)?[/\\\\]?");

  private BackupName() {}

  /** The id, or what was given where it has none of these forms. */
  static String id(String given) {
    Matcher folder = FOLDER.matcher(given);
    if (folder.matches()) {
      return folder.group(1);
    }
    Matcher archive = ARCHIVE.matcher(given);
    return archive.matches() ? archive.replaceFirst("$1$2$3_$4$5$6") : given;
  }
}
