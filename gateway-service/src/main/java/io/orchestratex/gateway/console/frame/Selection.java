package io.orchestratex.gateway.console.frame;

import java.util.LinkedHashSet;
import java.util.List;

/**
 * Rows of a table that a person chose: each by its id, or all that match the table's filters.
 *
 * @param ids empty where all are meant
 */
public record Selection(String action, List<String> ids, boolean all, TableQuery query) {

  /** An action on more rows than this is refused, and a person narrows the filters down. */
  public static final int MOST = 1_000;

  public Selection {
    ids = List.copyOf(ids);
  }

  /** What a table's form says. */
  public static Selection of(Form form, String path, List<Filter> filters) {
    boolean all = form.text("all") != null;
    return new Selection(
        form.exact("action"),
        all ? List.of() : List.copyOf(new LinkedHashSet<>(form.all("id"))),
        all,
        TableQuery.of(form, path, filters));
  }
}
