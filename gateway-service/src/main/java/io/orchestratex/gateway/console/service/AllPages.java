package io.orchestratex.gateway.console.service;

import java.util.ArrayList;
import java.util.List;

/** Reads a list of a service page by page. */
public final class AllPages {

  private static final int CHUNK = 100;

  private AllPages() {}

  /** Asks for a page. */
  public interface Call<T> {
    Paged<T> page(int limit, long offset);
  }

  /** All that match, up to {@code most}. */
  public static <T> List<T> of(int most, Call<T> call) {
    List<T> all = new ArrayList<>();
    Paged<T> page;
    do {
      page = call.page(CHUNK, all.size());
      all.addAll(page.items());
    } while (!page.items().isEmpty() && all.size() < Math.min(most, page.paging().total()));
    return all.subList(0, Math.min(most, all.size()));
  }
}
