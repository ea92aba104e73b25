package io.orchestratex.backup;

import io.micronaut.context.annotation.Primary;
import io.micronaut.context.annotation.Property;
import io.micronaut.context.annotation.Requires;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.time.InstantSource;

/** The clock of a service whose test moves the time; {@code test.clock} is its start. */
@Singleton
@Primary
@Requires(property = "test.clock")
final class MovedClock implements InstantSource {

  private volatile Instant now;

  MovedClock(@Property(name = "test.clock") String start) {
    now = Instant.parse(start);
  }

  void set(Instant moment) {
    now = moment;
  }

  @Override
  public Instant instant() {
    return now;
  }
}
