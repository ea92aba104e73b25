package io.orchestratex.kit.failure;

import io.micronaut.context.annotation.Value;
import jakarta.inject.Singleton;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** The failures of {@link StoreFaults}, with the service's own codes. */
@Singleton
public final class StoreFailures {

  private static final Duration SOON = Duration.ofSeconds(5);

  private final String service;

  StoreFailures(@Value("${micronaut.application.name}") String application) {
    this.service = application.replaceFirst("-service$", "");
  }

  /** The engine cannot be used now. */
  public FailureException unavailable(String detail, @Nullable Throwable cause) {
    return new FailureException(
        new Failure.Unavailable(service + ".store-unavailable", detail, SOON), cause);
  }

  /** A unique key is taken. */
  public FailureException alreadyExists(@Nullable Throwable cause) {
    return new FailureException(
        new Failure.Conflict(
            service + ".already-exists",
            "An entry with the same key exists already. Read it before you try again."),
        cause);
  }

  /** Something that refers to this entry, or that it refers to, is in the way. */
  public FailureException stillReferred(@Nullable Throwable cause) {
    return new FailureException(
        new Failure.Conflict(
            service + ".reference-broken",
            "The change refers to an entry that does not exist, or removes one that others refer"
                + " to."),
        cause);
  }

  /** A fault of our own. */
  public FailureException internal(@Nullable Throwable cause) {
    return FailureException.internal(
        service + ".store-failed",
        "The service met a fault of its own; the trace id finds it in the log.",
        cause);
  }
}
