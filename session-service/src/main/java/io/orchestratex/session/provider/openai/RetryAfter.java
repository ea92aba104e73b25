package io.orchestratex.session.provider.openai;

import java.net.http.HttpHeaders;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.Optional;

/** When a provider that has too much to do wants to be asked again. */
final class RetryAfter {

  /** A server that says "at once" would be asked in a loop. */
  private static final Duration LEAST = Duration.ofSeconds(1);

  private static final Duration LONGEST = Duration.ofHours(24);

  private RetryAfter() {}

  /**
   * What the headers say: {@code retry-after-ms}, which some providers add, or {@code Retry-After}
   * in seconds or as a date, which is compared with the server's own clock; at least a second.
   */
  static Optional<Duration> of(HttpHeaders headers) {
    return headers
        .firstValue("retry-after-ms")
        .flatMap(RetryAfter::number)
        .map(Duration::ofMillis)
        .or(() -> headers.firstValue("retry-after").flatMap(text -> of(text.strip(), headers)))
        .map(wait -> wait.compareTo(LEAST) < 0 ? LEAST : wait)
        .map(wait -> wait.compareTo(LONGEST) > 0 ? LONGEST : wait);
  }

  private static Optional<Duration> of(String text, HttpHeaders headers) {
    return number(text)
        .map(Duration::ofSeconds)
        .or(() ->
            headers
                .firstValue("date")
                .flatMap(RetryAfter::date)
                .flatMap(sent -> date(text).map(then -> Duration.between(sent, then))));
  }

  private static Optional<Long> number(String text) {
    try {
      return Optional.of((long) Math.ceil(Math.min(1e9, Double.parseDouble(text.strip()))));
    } catch (NumberFormatException e) {
      return Optional.empty();
    }
  }

  private static Optional<Instant> date(String text) {
    try {
      return Optional.of(
          ZonedDateTime.parse(text.strip(), DateTimeFormatter.RFC_1123_DATE_TIME).toInstant());
    } catch (DateTimeParseException e) {
      return Optional.empty();
    }
  }
}
