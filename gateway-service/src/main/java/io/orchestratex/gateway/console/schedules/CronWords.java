package io.orchestratex.gateway.console.schedules;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A cron expression of five fields in English, such as {@code at 02:30, Monday to Friday}. The
 * parser's own descriptor says "at 00:00 at 1 day at Monday day" where either day is meant.
 */
final class CronWords {

  private static final String EVERY = "*";
  private static final int MOST_TIMES = 6;

  private static final List<String> MONTHS =
      List.of(
          "January",
          "February",
          "March",
          "April",
          "May",
          "June",
          "July",
          "August",
          "September",
          "October",
          "November",
          "December");
  private static final List<String> DAYS =
      List.of("Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday");

  private CronWords() {}

  /**
   * Says what an expression means.
   *
   * @param cron five fields that are known to be right
   */
  static String of(String cron) {
    String[] fields = cron.strip().split("\\s+");
    String times = times(fields[0], fields[1]);
    String days = days(fields[2], fields[4]);
    String months = months(fields[3]);
    boolean atTimes = times.indexOf(':') >= 0;
    StringBuilder words = new StringBuilder(times);
    if (days != null) {
      words.append(", ").append(days);
    } else if (atTimes && months == null) {
      words.append(", every day");
    }
    if (months != null) {
      words.append(days == null && atTimes ? ", every day in " : " in ").append(months);
    }
    return words.toString();
  }

  private static String times(String minute, String hour) {
    List<Integer> minutes = numbers(minute);
    List<Integer> hours = numbers(hour);
    if (!minutes.isEmpty() && !hours.isEmpty() && minutes.size() * hours.size() <= MOST_TIMES) {
      return "at "
          + joined(
              hours.stream()
                  .flatMap(
                      h -> minutes.stream().map(m -> String.format(Locale.ROOT, "%02d:%02d", h, m)))
                  .toList());
    }
    if (minute.equals("0") && hour.equals(EVERY)) {
      return "every hour";
    }
    boolean often = minute.equals(EVERY) || minute.startsWith("*/");
    return minutes(minute) + (often && hour.equals(EVERY) ? "" : hours(hour));
  }

  private static String minutes(String minute) {
    if (minute.equals(EVERY)) {
      return "every minute";
    }
    return minute.startsWith("*/")
        ? "every " + minute.substring(2) + " minutes"
        : (minute.contains("/") ? "at " : "at minute ")
            + said(minute, "minute", Function.identity());
  }

  private static String hours(String hour) {
    if (hour.equals(EVERY)) {
      return " of every hour";
    }
    return hour.startsWith("*/")
        ? " of every " + ordinal(hour.substring(2)) + " hour"
        : (hour.contains("/") ? " of " : " of hour ") + said(hour, "hour", Function.identity());
  }

  /** Cron takes a day that matches either field, where both are set. */
  private static @Nullable String days(String ofMonth, String ofWeek) {
    String month =
        ofMonth.equals(EVERY)
            ? null
            : ofMonth.startsWith("*/")
                ? "every " + ordinal(ofMonth.substring(2)) + " day of the month"
                : "on day " + said(ofMonth, "day", Function.identity()) + " of the month";
    String week = ofWeek.equals(EVERY) ? null : said(ofWeek, "day", day -> named(day, DAYS, 0));
    if (month != null && week != null) {
      return month + " and also " + week;
    }
    return month != null || week == null ? month : DAYS.contains(week) ? "every " + week : week;
  }

  private static @Nullable String months(String month) {
    return month.equals(EVERY) ? null : said(month, "month", each -> named(each, MONTHS, 1));
  }

  /** The parts of a field, each in words. */
  private static String said(String field, String unit, Function<String, String> name) {
    List<String> parts = new ArrayList<>();
    for (String part : field.split(",", -1)) {
      String[] steps = part.split("/", 2);
      String range =
          steps[0].equals(EVERY)
              ? null
              : String.join(" to ", List.of(steps[0].split("-", 2)).stream().map(name).toList());
      String every = steps.length < 2 ? null : "every " + ordinal(steps[1]) + " " + unit;
      parts.add(
          every == null
              ? range == null ? "every " + unit : range
              : range == null ? every : every + " from " + range);
    }
    return joined(parts);
  }

  private static String named(String value, List<String> names, int first) {
    if (value.chars().allMatch(Character::isDigit)) {
      return names.get((Integer.parseInt(value) - first) % names.size());
    }
    return names.stream()
        .filter(name -> name.regionMatches(true, 0, value, 0, value.length()))
        .findFirst()
        .orElse(value);
  }

  /** The numbers of a field; empty where it has ranges or steps. */
  private static List<Integer> numbers(String field) {
    return field.matches("[0-9]+(,[0-9]+)*")
        ? List.of(field.split(",", -1)).stream().map(Integer::valueOf).sorted().toList()
        : List.of();
  }

  private static String ordinal(String number) {
    String ending =
        switch (number) {
          case "1", "21", "31", "41", "51" -> "st";
          case "2", "22", "32", "42", "52" -> "nd";
          case "3", "23", "33", "43", "53" -> "rd";
          default -> "th";
        };
    return number + ending;
  }

  private static String joined(List<String> parts) {
    int end = parts.size() - 1;
    return end == 0
        ? parts.getFirst()
        : String.join(", ", parts.subList(0, end)) + " and " + parts.get(end);
  }
}
