package io.orchestratex.session.conversation;

import io.micronaut.context.annotation.Primary;
import io.micronaut.context.annotation.Property;
import io.micronaut.context.annotation.Requires;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/** The clock of a process on a machine whose clock is wrong. */
@Singleton
@Primary
@Requires(property = ClockAhead.PROPERTY)
final class ClockAhead implements InstantSource {

  static final String PROPERTY = "test.clock-ahead";

  private final Duration ahead;

  ClockAhead(@Property(name = PROPERTY) Duration ahead) {
    this.ahead = ahead;
  }

  @Override
  public Instant instant() {
    return Instant.now().plus(ahead);
  }
}
