package io.orchestratex.gateway.console.service;

import java.util.List;

/** A part of a list, as the services' APIs answer. */
public record Paged<T>(List<T> items, Paging paging) {

  public Paged {
    items = List.copyOf(items);
  }

  /** Where it lies; {@code total} counts all that match. */
  public record Paging(int limit, int offset, long total) {}
}
