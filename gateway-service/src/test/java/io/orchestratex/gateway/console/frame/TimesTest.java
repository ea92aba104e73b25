package io.orchestratex.gateway.console.frame;

import static org.assertj.core.api.Assertions.assertThat;

import io.orchestratex.gateway.console.frame.Preferences.Theme;
import io.orchestratex.gateway.console.frame.Preferences.TimeFormat;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TimesTest {

  private static final Instant NOW = Instant.parse("2026-11-27T12:00:00Z");

  @ParameterizedTest
  @CsvSource({
    "PT0S, now",
    "PT59S, 59 s ago",
    "PT-59S, in 59 s",
    "PT90S, 1 min ago",
    "PT2H, 2 h ago",
    "PT47H, 47 h ago",
    "PT73H, 3 days ago",
    "PT-3H, in 3 h"
  })
  void saysHowLongAgo(Duration before, String text) {
    assertThat(Times.relative(NOW.minus(before), NOW)).isEqualTo(text);
  }

  @Test
  void writesTimesInTheChosenForm() {
    ZoneId zone = ZoneId.of("Europe/Berlin");

    assertThat(Times.text(NOW, NOW, new Preferences(Theme.DARK, TimeFormat.LOCAL, zone)))
        .isEqualTo("2026-11-27 13:00:00");
    assertThat(Times.text(NOW, NOW, new Preferences(Theme.DARK, TimeFormat.UTC, zone)))
        .isEqualTo("2026-11-27 12:00:00 UTC");
  }

  @Test
  void writesBytesAndLengthsForPeople() {
    assertThat(Times.bytes(1023)).isEqualTo("1023 B");
    assertThat(Times.bytes(14_029)).isEqualTo("13.7 KiB");
    assertThat(Times.length(Duration.ofMillis(999))).isEqualTo("999 ms");
    assertThat(Times.length(Duration.ofSeconds(125))).isEqualTo("2 min 5 s");
  }
}
