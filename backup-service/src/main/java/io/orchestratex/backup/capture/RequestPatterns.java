package io.orchestratex.backup.capture;

import io.orchestratex.backup.job.JobIds;

/**
 * Patterns of what requests may hold, the messages to requests that do not match, and what the API
 * document says about them.
 */
public final class RequestPatterns {

  /** A backup in a request. */
  public static final String BACKUP = "latest|" + JobIds.PATTERN;

  public static final String BACKUP_MESSAGE =
      "must be the id of a backup, such as 20261121_104300, or latest";

  /** A backup in a path. */
  public static final String BACKUP_IN_PATH =
      "Id of the backup, or `latest`: the newest that succeeded and is no restore's safety backup.";

  /** The backup of the API document's examples. */
  public static final String BACKUP_EXAMPLE = "20261127_021500";

  /** A target's id. */
  public static final String TARGET = "[A-Za-z0-9_-]{1,63}";

  public static final String TARGET_MESSAGE =
      "must be the id of a target: letters, digits, _ and -, at most 63 of them";

  /** A label: text on one line, which every store and every log can hold. */
  public static final String LABEL = "[^\\p{Cc}\\p{Cs}]{1,100}";

  public static final String LABEL_MESSAGE =
      "must be a text of 1 to 100 characters, without line breaks and control characters";

  /** A vault's name. */
  public static final String VAULT = "[a-z][a-z0-9]{0,31}";

  public static final String VAULT_MESSAGE =
      "must be the name of a vault: lower-case letters and digits, at most 32 of them";

  private RequestPatterns() {}
}
