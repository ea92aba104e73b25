package io.orchestratex.backup.target;

import io.micronaut.context.annotation.EachProperty;
import io.micronaut.context.annotation.Parameter;
import io.orchestratex.kit.settings.Secret;
import org.jspecify.annotations.Nullable;

/**
 * A server to back up: {@code orchestratex.backup.targets.<id>.engine} and {@code .uri}.
 *
 * @param id letters, digits, _ and -; what the API calls it
 * @param engine which engine it is of, such as {@code mongodb}
 * @param uri connection string with account and password, in the engine's own form
 */
@EachProperty("orchestratex.backup.targets")
public record TargetSettings(@Parameter String id, @Nullable String engine, @Nullable Secret uri) {

  /** Whether this is no target: names of environment variables can be split in several ways. */
  boolean isEmpty() {
    return (engine == null || engine.isBlank()) && uri == null;
  }
}
