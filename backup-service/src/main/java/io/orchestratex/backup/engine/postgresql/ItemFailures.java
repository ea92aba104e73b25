package io.orchestratex.backup.engine.postgresql;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What pg_restore could not do, by the entry of the archive, from the lines that it prints with
 * {@code --verbose}. The statement that failed is not kept: it may hold a password.
 */
final class ItemFailures implements Consumer<String> {

  private static final Pattern ENTRY = Pattern.compile("pg_restore: from TOC entry (\\d+); .*");
  private static final Pattern LEVEL = Pattern.compile("^\\p{Lu}+:\\s+");
  private static final String ERROR = "pg_restore: error: ";
  private static final String DETAIL = "DETAIL:";
  private static final String END = "pg_restore: warning: errors ignored on restore: ";
  private static final int NO_ENTRY = -1;

  /** A pg_restore from 17 on sets it in every session, and servers before 17 do not know it. */
  private static final String FROM_17 = "transaction_timeout";

  private final Map<Integer, String> byEntry = new LinkedHashMap<>();
  private int entry = NO_ENTRY;
  private int open = NO_ENTRY;
  private boolean ended;
  private boolean others;

  @Override
  public void accept(String line) {
    Matcher matcher = ENTRY.matcher(line);
    if (matcher.matches()) {
      entry = Integer.parseInt(matcher.group(1));
      open = NO_ENTRY;
    } else if (line.startsWith(ERROR)) {
      others |= entry == NO_ENTRY && !line.contains(FROM_17);
      open = entry != NO_ENTRY && !byEntry.containsKey(entry) ? entry : NO_ENTRY;
      if (open != NO_ENTRY) {
        byEntry.put(open, reason(line.substring(ERROR.length())));
      }
    } else if (line.startsWith("pg_restore: ")) {
      ended = line.startsWith(END);
      open = NO_ENTRY;
    } else if (open != NO_ENTRY && line.startsWith(DETAIL)) {
      byEntry.merge(
          open, " (" + line.substring(DETAIL.length()).strip() + ")", (said, more) -> said + more);
      open = NO_ENTRY;
    }
  }

  private static String reason(String said) {
    String text =
        said.startsWith("COPY failed for table ")
            ? said.substring(said.indexOf(": ") + 2)
            : said.replaceFirst("^could not execute query: ", "");
    return LEVEL.matcher(text).replaceFirst("");
  }

  /** Whether it went on to the last entry, as it says at its end; a killed one did not. */
  boolean reachedTheEnd() {
    return ended;
  }

  /** Whether something failed that belongs to no entry and is not harmless. */
  boolean hasOthers() {
    return others;
  }

  /** Ids of the entries that failed, in order, with the server's reason. */
  Map<Integer, String> byEntry() {
    return byEntry;
  }
}
