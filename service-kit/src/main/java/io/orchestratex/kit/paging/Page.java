package io.orchestratex.kit.paging;

import java.util.List;

/**
 * One part of a list, and where it lies in the whole.
 *
 * @param items the part
 * @param paging where it lies
 */
public record Page<T>(List<T> items, Paging paging) {

  public Page {
    items = List.copyOf(items);
  }

  /**
   * Where a page lies in the whole list.
   *
   * @param limit most rows that were asked for
   * @param offset rows before the first one here
   * @param total all rows that match
   */
  public record Paging(int limit, int offset, long total) {}

  public static <T> Page<T> of(List<T> items, PageRequest request, long total) {
    return new Page<>(items, new Paging(request.limit(), request.offset(), total));
  }
}
