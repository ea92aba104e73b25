package io.orchestratex.local.stack;

import java.nio.file.Path;

/**
 * The folder in the user's home that all checkouts share: {@code OX_CACHE}, else below ~/.cache.
 */
public final class UserCache {

  private UserCache() {}

  /** Not made when it is missing. */
  public static Path folder() {
    String configured = System.getenv().getOrDefault("OX_CACHE", "");
    return configured.isEmpty()
        ? Path.of(System.getProperty("user.home"), ".cache", "orchestratex")
        : Path.of(configured).toAbsolutePath();
  }
}
