package io.orchestratex.kit.schedule;

import com.github.kagkarlsson.shaded.cronutils.model.CronType;
import com.github.kagkarlsson.shaded.cronutils.model.definition.CronDefinitionBuilder;
import com.github.kagkarlsson.shaded.cronutils.model.time.ExecutionTime;
import com.github.kagkarlsson.shaded.cronutils.parser.CronParser;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.zone.ZoneOffsetTransition;
import java.time.zone.ZoneRules;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The times of a cron expression in a time zone: minute, hour, day of month, month, day of week.
 *
 * <p>The clock on the wall counts. When it is put forward, a time that it leaps over is due at the
 * moment of the leap; when it is put back, a time that it shows twice is due the first time only.
 * An expression whose hour is {@code *} follows the time that passes instead: it leaps over nothing
 * and is due in both of two equal hours. That is how cron does it.
 */
public final class CronTimes {

  private static final String EVERY = "*";
  private static final int FIELDS = 5;

  private final String cron;
  private final ZoneId zone;
  private final boolean everyHour;

  /**
   * Times on a wall clock that is never put forward or back. db-scheduler's own {@code
   * CronSchedule} would log an ERROR for each expression that no time matches, which here is the
   * answer to a caller.
   */
  private final ExecutionTime wall;

  private CronTimes(String cron, ZoneId zone) {
    String[] fields = cron.strip().split("\\s+");
    if (fields.length != FIELDS) {
      throw new IllegalArgumentException("it has %d fields".formatted(fields.length));
    }
    this.cron = String.join(" ", fields);
    this.zone = zone;
    this.everyHour = fields[1].equals(EVERY);
    this.wall =
        ExecutionTime.forCron(
            new CronParser(CronDefinitionBuilder.instanceDefinitionFor(CronType.UNIX))
                .parse(this.cron));
  }

  /**
   * Reads an expression.
   *
   * @throws IllegalArgumentException when it is none, with the reason
   */
  public static CronTimes of(String cron, ZoneId zone) {
    return new CronTimes(cron, zone);
  }

  public String cron() {
    return cron;
  }

  public ZoneId zone() {
    return zone;
  }

  /** The first due time after a moment; empty when none comes. */
  public Optional<Instant> after(Instant moment) {
    return everyHour ? passing(moment) : shown(moment);
  }

  /** The next due times after a moment. */
  public List<Instant> after(Instant moment, int count) {
    List<Instant> times = new ArrayList<>();
    Optional<Instant> next = after(moment);
    while (next.isPresent() && times.size() < count) {
      times.add(next.get());
      next = after(next.get());
    }
    return times;
  }

  /** Each time that the wall clock shows, once. */
  private Optional<Instant> shown(Instant moment) {
    LocalDateTime local = LocalDateTime.ofInstant(moment, zone);
    while (true) {
      Optional<LocalDateTime> next = onTheWall(local);
      if (next.isEmpty()) {
        return Optional.empty();
      }
      local = next.get();
      Instant due = firstShown(local);
      if (due.isAfter(moment)) {
        return Optional.of(due);
      }
    }
  }

  /** When the wall clock shows a time first, or leaps over it. */
  private Instant firstShown(LocalDateTime local) {
    ZoneRules rules = zone.getRules();
    ZoneOffsetTransition change = rules.getTransition(local);
    return change != null && change.isGap()
        ? change.getInstant()
        : local.toInstant(rules.getValidOffsets(local).getFirst());
  }

  /** Follows the time that passes, from one change of the clock to the next. */
  private Optional<Instant> passing(Instant moment) {
    ZoneRules rules = zone.getRules();
    Instant from = moment;
    while (true) {
      ZoneOffset offset = rules.getOffset(from);
      Optional<Instant> next =
          onTheWall(LocalDateTime.ofInstant(from, offset)).map(local -> local.toInstant(offset));
      ZoneOffsetTransition change = rules.nextTransition(from);
      if (change == null || next.isEmpty() || next.get().isBefore(change.getInstant())) {
        return next;
      }
      // The change itself may be due, so it is asked for what follows the moment before it.
      ZoneOffset after = change.getOffsetAfter();
      LocalDateTime begins = LocalDateTime.ofInstant(change.getInstant(), after);
      Optional<Instant> first =
          onTheWall(begins.minusSeconds(1)).map(local -> local.toInstant(after));
      if (first.isEmpty() || first.get().equals(change.getInstant())) {
        return first;
      }
      from = change.getInstant();
    }
  }

  private Optional<LocalDateTime> onTheWall(LocalDateTime after) {
    return wall.nextExecution(after.atZone(ZoneOffset.UTC)).map(ZonedDateTime::toLocalDateTime);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof CronTimes that && cron.equals(that.cron) && zone.equals(that.zone);
  }

  @Override
  public int hashCode() {
    return cron.hashCode() * 31 + zone.hashCode();
  }

  @Override
  public String toString() {
    return cron + " in " + zone;
  }
}
