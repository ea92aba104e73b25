package io.orchestratex.kit.schedule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;

class CronTimesTest {

  private static CronTimes times(String cron, String zone) {
    return CronTimes.of(cron, ZoneId.of(zone));
  }

  /** Berlin's clock is put forward on 2026-03-29 and back on 2026-10-25, both at 01:00Z. */
  @ParameterizedTest(name = "{0} in {1} after {2}")
  @CsvSource(
      delimiter = '|',
      value = {
        // The clock leaps over 02:30: due at the leap.
        "30 2 * * *|Europe/Berlin|2026-03-28T00:00:00Z|2026-03-28T01:30:00Z 2026-03-29T01:00:00Z 2026-03-30T00:30:00Z",
        "0 2 * * *|Europe/Berlin|2026-03-28T12:00:00Z|2026-03-29T01:00:00Z 2026-03-30T00:00:00Z",
        "0 3 * * *|Europe/Berlin|2026-03-28T12:00:00Z|2026-03-29T01:00:00Z 2026-03-30T01:00:00Z",
        // Both are at the same moment: once.
        "0 2,3 * * *|Europe/Berlin|2026-03-28T12:00:00Z|2026-03-29T01:00:00Z 2026-03-30T00:00:00Z",
        "30 1 * * *|Europe/Berlin|2026-03-28T12:00:00Z|2026-03-29T00:30:00Z 2026-03-29T23:30:00Z",
        // The clock shows 02:30 twice: due the first time.
        "30 2 * * *|Europe/Berlin|2026-10-24T12:00:00Z|2026-10-25T00:30:00Z 2026-10-26T01:30:00Z",
        "30 2 * * *|Europe/Berlin|2026-10-25T01:10:00Z|2026-10-26T01:30:00Z",
        "0 2 * * *|Europe/Berlin|2026-10-24T12:00:00Z|2026-10-25T00:00:00Z 2026-10-26T01:00:00Z",
        "0 3 * * *|Europe/Berlin|2026-10-24T12:00:00Z|2026-10-25T02:00:00Z 2026-10-26T02:00:00Z",
        // Every hour follows the time that passes.
        "30 * * * *|Europe/Berlin|2026-03-29T00:00:00Z|2026-03-29T00:30:00Z 2026-03-29T01:30:00Z 2026-03-29T02:30:00Z",
        "*/30 * * * *|Europe/Berlin|2026-03-29T00:29:00Z|2026-03-29T00:30:00Z 2026-03-29T01:00:00Z 2026-03-29T01:30:00Z",
        "30 * * * *|Europe/Berlin|2026-10-24T23:45:00Z|2026-10-25T00:30:00Z 2026-10-25T01:30:00Z 2026-10-25T02:30:00Z",
        "*/30 * * * *|Europe/Berlin|2026-10-25T00:31:00Z|2026-10-25T01:00:00Z 2026-10-25T01:30:00Z 2026-10-25T02:00:00Z",
        // New York: forward 2026-03-08T07:00Z, back 2026-11-01T06:00Z.
        "0 2 * * *|America/New_York|2026-03-07T12:00:00Z|2026-03-08T07:00:00Z 2026-03-09T06:00:00Z",
        "30 1 * * *|America/New_York|2026-10-31T12:00:00Z|2026-11-01T05:30:00Z 2026-11-02T06:30:00Z",
        // Half an hour, forward 2026-10-03T15:30Z.
        "15 2 * * *|Australia/Lord_Howe|2026-10-03T00:00:00Z|2026-10-03T15:30:00Z 2026-10-04T15:15:00Z",
        // A whole day that never was.
        "0 9 * * *|Pacific/Apia|2011-12-29T19:00:00Z|2011-12-30T10:00:00Z 2011-12-30T19:00:00Z",
        // No change at all.
        "30 5 * * *|Asia/Kolkata|2026-03-28T12:00:00Z|2026-03-29T00:00:00Z",
        "0 12 * * 1-5|UTC|2026-11-27T13:00:00Z|2026-11-30T12:00:00Z",
        "0 0 29 2 *|UTC|2026-01-01T00:00:00Z|2028-02-29T00:00:00Z",
        "0 0 1 * MON|UTC|2026-11-27T13:00:00Z|2026-11-30T00:00:00Z 2026-12-01T00:00:00Z",
        "0 0 * * 7|UTC|2026-11-27T13:00:00Z|2026-11-29T00:00:00Z",
      })
  void isDueByTheClockOfItsZone(String cron, String zone, Instant after, String due) {
    List<Instant> expected = Arrays.stream(due.split(" ")).map(Instant::parse).toList();
    assertThat(times(cron, zone).after(after, expected.size())).isEqualTo(expected);
  }

  @ParameterizedTest
  @ValueSource(strings = {"30 2 * * *", "*/20 1-3 * * *", "7 * * * *", "0 0 1 * *"})
  void goesForwardThroughAWholeYear(String cron) {
    for (String zone : List.of("Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "UTC")) {
      CronTimes times = times(cron, zone);
      Instant end = Instant.parse("2027-01-02T00:00:00Z");
      Instant at = Instant.parse("2026-01-01T00:00:00Z");
      while (at.isBefore(end)) {
        Instant next = times.after(at).orElseThrow();
        assertThat(next).isAfter(at);
        assertThat(times.after(next.minusMillis(1)))
            .as("whatever it is asked after")
            .contains(next);
        at = next;
      }
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "-",
        "@daily",
        "0 2 * *",
        "0 0 2 * * *",
        "60 2 * * *",
        "0 24 * * *",
        "0 2 * * 8",
        "a b c d e",
        "0 2 32 * *",
        "*/0 * * * *"
      })
  void refusesWhatIsNoCronExpression(String cron) {
    assertThatThrownBy(() -> times(cron, "UTC")).isInstanceOf(IllegalArgumentException.class);
  }

  /** It is the answer to a caller and nothing that a person must look at. */
  @ParameterizedTest
  @ValueSource(strings = {"0 0 30 2 *", "0 0 31 4,6,9,11 *", "* * 30 2 *"})
  void saysWhenNoTimeEverComesAndLogsNothing(String cron) {
    ListAppender<ILoggingEvent> lines = new ListAppender<>();
    Logger root = (Logger) LoggerFactory.getLogger(Logger.ROOT_LOGGER_NAME);
    lines.start();
    root.addAppender(lines);
    try {
      assertThat(times(cron, "Europe/Berlin").after(Instant.parse("2026-01-01T00:00:00Z")))
          .isEmpty();
    } finally {
      root.detachAppender(lines);
    }
    assertThat(lines.list)
        .extracting(ILoggingEvent::getFormattedMessage)
        .noneMatch(line -> line.contains("Cron"));
  }
}
