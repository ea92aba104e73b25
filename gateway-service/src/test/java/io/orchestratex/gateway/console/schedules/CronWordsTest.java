package io.orchestratex.gateway.console.schedules;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CronWordsTest {

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      value = {
        "30 2 * * *|at 02:30, every day",
        "30 2 * * 1-5|at 02:30, Monday to Friday",
        "0 4 * * 0|at 04:00, every Sunday",
        "0 4 * * 7|at 04:00, every Sunday",
        "0 2 * * MON,wed,5|at 02:00, Monday, Wednesday and Friday",
        "0 2,14 * * *|at 02:00 and 14:00, every day",
        "* * * * *|every minute",
        "*/15 * * * *|every 15 minutes",
        "0 * * * *|every hour",
        "20 * * * *|at minute 20 of every hour",
        "5 */2 * * *|at minute 5 of every 2nd hour",
        "*/10 9-17 * * 1-5|every 10 minutes of hour 9 to 17, Monday to Friday",
        "0 3 1 * *|at 03:00, on day 1 of the month",
        "0 3 1,15 * *|at 03:00, on day 1 and 15 of the month",
        "0 3 */2 * *|at 03:00, every 2nd day of the month",
        "0 0 1 1 *|at 00:00, on day 1 of the month in January",
        "0 0 * 6-8 *|at 00:00, every day in June to August",
        "0 0 1 */3 *|at 00:00, on day 1 of the month in every 3rd month",
        "0 0 1 * MON|at 00:00, on day 1 of the month and also Monday",
        "0 0-23/6 * * *|at minute 0 of every 6th hour from 0 to 23",
      })
  void saysWhenItIsDue(String cron, String words) {
    assertThat(CronWords.of(cron)).isEqualTo(words);
  }

  @Test
  void showsTheNextFiveTimesByTheClockOfTheZone() {
    Timing timing = Timing.of("30 2 * * *", "Europe/Berlin", Instant.parse("2026-10-24T12:00:00Z"));

    assertThat(timing.problem()).isNull();
    assertThat(timing.next())
        .extracting(Timing.Due::clock)
        .startsWith(
            "Sunday, 25 October 2026, 02:30 +02:00", "Monday, 26 October 2026, 02:30 +01:00")
        .hasSize(5);
    assertThat(Timing.of("30 2 * * *", "Nowhere", Instant.EPOCH).problem())
        .contains("The zone is not known");
    assertThat(Timing.of("61 2 * * *", "UTC", Instant.EPOCH).problem())
        .contains("This is not a cron expression");
  }
}
