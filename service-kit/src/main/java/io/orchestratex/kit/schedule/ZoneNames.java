package io.orchestratex.kit.schedule;

import io.orchestratex.kit.failure.Failure.FieldError;
import java.time.ZoneId;
import java.util.Optional;

/** Names of time zones whose clocks schedules go by; an offset such as {@code +02:00} is none. */
public final class ZoneNames {

  private ZoneNames() {}

  /**
   * What is wrong with the name of a time zone.
   *
   * @param pointer the field that holds it
   */
  public static Optional<FieldError> error(String pointer, String zone) {
    return ZoneId.getAvailableZoneIds().contains(zone)
        ? Optional.empty()
        : Optional.of(
            new FieldError(
                pointer, "is not a time zone; expected a name such as Europe/Berlin or UTC"));
  }
}
