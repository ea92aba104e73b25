package io.orchestratex.session.store.postgresql;

import java.util.Optional;
import java.util.UUID;

/** Ids as they come from outside. */
final class Ids {

  private Ids() {}

  /** The UUID that a text is in its usual form. */
  static Optional<UUID> uuid(String text) {
    try {
      UUID id = UUID.fromString(text);
      return id.toString().equalsIgnoreCase(text) ? Optional.of(id) : Optional.empty();
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }
}
