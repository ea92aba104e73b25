package io.orchestratex.backup.repository;

import io.micronaut.context.annotation.ConfigurationProperties;
import io.micronaut.core.bind.annotation.Bindable;
import java.time.Duration;

/**
 * How chunks are packed.
 *
 * @param packBytes about how large a pack becomes, 1 MiB to 64 MiB; one is kept in memory for each
 *     backup that is being taken
 * @param grace how long a pack that no backup needs stays before it is removed; longer than the
 *     clocks of the processes may differ, and than a call to a vault may take
 * @param repackBelowPercent how much of a pack must be needed; what is needed of one with less is
 *     copied to another; 0 to 90, 0 copies nothing
 */
@ConfigurationProperties("orchestratex.backup.repository")
public record RepositorySettings(
    @Bindable(defaultValue = "16777216") int packBytes,
    @Bindable(defaultValue = "1h") Duration grace,
    @Bindable(defaultValue = "50") int repackBelowPercent) {

  /** The smallest pack there may be. */
  public static final int SMALLEST = 1 << 20;

  private static final int LARGEST = 64 << 20;

  public RepositorySettings {
    if (packBytes < SMALLEST || packBytes > LARGEST) {
      throw new IllegalArgumentException(
          "orchestratex.backup.repository.pack-bytes must be from "
              + SMALLEST
              + " to "
              + LARGEST
              + ", not "
              + packBytes);
    }
    if (grace.isNegative() || repackBelowPercent < 0 || repackBelowPercent > 90) {
      throw new IllegalArgumentException(
          "orchestratex.backup.repository.grace must not be negative, and repack-below-percent from"
              + " 0 to 90");
    }
  }
}
