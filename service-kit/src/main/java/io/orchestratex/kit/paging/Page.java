package io.orchestratex.kit.paging;

import java.util.List;

/** One part of a list, and where it lies in the whole. */
public record Page<T>(List<T> items, Paging paging) {

  public Page {
    items = List.copyOf(items);
  }

  /** Where a page lies: {@code total} counts all rows that match. */
  public record Paging(int limit, int offset, long total) {}

  public static <T> Page<T> of(List<T> items, PageRequest request, long total) {
    return new Page<>(items, new Paging(request.limit(), request.offset(), total));
  }
}
