package io.orchestratex.cli.adopt;

import org.jspecify.annotations.Nullable;

/**
 * Who signs in at an engine.
 *
 * @param user null for nobody
 * @param password null where none is known. Never printed
 * @param tail path and query of the URI, such as {@code /?authSource=admin}
 * @param source where it comes from, for people
 */
record Account(@Nullable String user, @Nullable String password, String tail, String source) {

  @Override
  public String toString() {
    return "Account[" + user + "]";
  }
}
