package io.orchestratex.gateway.console.usage;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.orchestratex.gateway.console.frame.Visit;
import io.orchestratex.gateway.console.service.session.UsageApi;
import java.net.URLEncoder;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What the address asks for; what is not known is passed over.
 *
 * @param from a length before now, or a time
 * @param to empty for now
 * @param interval hour or day
 * @param groupBy model, provider or user; empty for one row per period
 * @param user whose prompts count; empty for everybody
 */
record UsageQuestion(String from, String to, String interval, String groupBy, String user) {

  static final List<String> GROUPS = List.of("model", "provider", "user");

  /** What most people look at first: a week of days by model. */
  private static final String DEFAULT_FROM = "-7d";

  /** A range to choose. */
  record Span(String from, String label, String interval) {}

  static final List<Span> SPANS =
      List.of(
          new Span("-24h", "24 hours", "hour"),
          new Span("-7d", "7 days", "day"),
          new Span("-30d", "30 days", "day"),
          new Span("-90d", "90 days", "day"),
          new Span("-365d", "a year", "day"));

  static UsageQuestion of(Visit visit) {
    String from = given(visit, "from", DEFAULT_FROM);
    String interval = given(visit, "interval", from.equals("-24h") ? "hour" : "day");
    String group = given(visit, "group_by", "model");
    return new UsageQuestion(
        from,
        given(visit, "to", ""),
        interval.equals("hour") ? "hour" : "day",
        GROUPS.contains(group) ? group : "",
        given(visit, "user_id", ""));
  }

  private static String given(Visit visit, String name, String otherwise) {
    String value = visit.parameter(name);
    return value == null ? otherwise : value;
  }

  /** A period as people read it; the day, and its hour where periods are hours. */
  String period(Instant at, String zone) {
    String pattern = interval.equals("hour") ? "yyyy-MM-dd HH:mm" : "yyyy-MM-dd";
    return DateTimeFormatter.ofPattern(pattern, Locale.ROOT).format(at.atZone(ZoneId.of(zone)));
  }

  UsageApi.Range range() {
    return new UsageApi.Range(from, orNull(to), interval, orNull(groupBy), orNull(user));
  }

  private static @Nullable String orNull(String text) {
    return text.isEmpty() ? null : text;
  }

  /** The same over another range. */
  UsageQuestion over(Span span) {
    return new UsageQuestion(span.from(), "", span.interval(), groupBy, user);
  }

  boolean isOver(Span span) {
    return to.isEmpty() && from.equals(span.from());
  }

  String address() {
    return address(UsageSection.PATH);
  }

  String csv() {
    return address(UsageSection.PATH + ".csv");
  }

  private String address(String path) {
    return path
        + "?from="
        + URLEncoder.encode(from, UTF_8)
        + (to.isEmpty() ? "" : "&to=" + URLEncoder.encode(to, UTF_8))
        + "&interval="
        + interval
        + "&group_by="
        + (groupBy.isEmpty() ? "none" : groupBy)
        + (user.isEmpty() ? "" : "&user_id=" + URLEncoder.encode(user, UTF_8));
  }
}
