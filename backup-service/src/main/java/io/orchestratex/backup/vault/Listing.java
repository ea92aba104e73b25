package io.orchestratex.backup.vault;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One page of keys.
 *
 * @param next what to list after for the next page; null when this is the last one
 */
public record Listing(List<String> keys, @Nullable String next) {
  public Listing {
    keys = List.copyOf(keys);
  }
}
