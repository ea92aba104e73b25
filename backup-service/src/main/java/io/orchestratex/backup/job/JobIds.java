package io.orchestratex.backup.job;

import io.orchestratex.kit.failure.FailureException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Ids of jobs: the second in UTC, {@code 20261121_104300}, and for each further job of the same
 * second three more digits, {@code 20261121_104300001}. As texts they sort by the time of the
 * order, and none is later than the clock.
 */
public final class JobIds {

  /** The form of an id, as a regular expression. */
  public static final String PATTERN = "\\d{8}_\\d{6}(?:\\d{3})?";

  private static final Pattern FORM = Pattern.compile(PATTERN);
  private static final DateTimeFormatter SECOND =
      DateTimeFormatter.ofPattern("yyyyMMdd_HHmmss").withZone(ZoneOffset.UTC);
  private static final int LAST = 999;

  private JobIds() {}

  /** Whether a text has the form of an id. */
  public static boolean isId(String text) {
    return FORM.matcher(text).matches();
  }

  /** The first id of a second. */
  public static String first(Instant now) {
    return SECOND.format(now);
  }

  /** The last id that a second may have. */
  public static String last(Instant now) {
    return first(now) + LAST;
  }

  /**
   * The id of the next job of a second.
   *
   * @param newest the greatest id of that second so far, null when there is none
   * @throws FailureException Busy when the second has as many jobs as it can name
   */
  public static String next(Instant now, @Nullable String newest) {
    String first = first(now);
    if (newest == null) {
      return first;
    }
    int number = newest.equals(first) ? 0 : Integer.parseInt(newest.substring(first.length()));
    if (number == LAST) {
      throw FailureException.busy(
          "job.too-many",
          (LAST + 1) + " jobs were ordered in one second; try again in the next.",
          Duration.ofSeconds(1));
    }
    return first + "%03d".formatted(number + 1);
  }
}
