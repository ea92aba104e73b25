package io.orchestratex.gateway.console.frame;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A table as {@code frame/table.jte} draws it; the rows are drawn by the page.
 *
 * @param noun what a row is, such as {@code backup}; with an {@code s} it means several
 * @param live kinds of events upon which it is loaded again, such as {@code backup}, apart by
 *     blanks; see {@code docs/console.md}
 * @param everySeconds how often it is loaded again without news; 0 where news are enough
 * @param total rows that match
 * @param actions what can be done with chosen rows
 * @param picture what stands in place of the rows; null where there are rows
 */
public record Table(
    TableQuery query,
    String noun,
    String live,
    int everySeconds,
    long total,
    int shown,
    List<Column> columns,
    List<Action> actions,
    String actionPath,
    @Nullable Picture picture) {

  public Table {
    columns = List.copyOf(columns);
    actions = List.copyOf(actions);
  }

  /**
   * A column.
   *
   * @param key by which it is sorted; null where it cannot be
   * @param number whether it holds numbers, which stand to the right
   */
  public record Column(String title, @Nullable String key, boolean number) {

    public static Column of(String title) {
      return new Column(title, null, false);
    }

    public static Column sorted(String title, String key) {
      return new Column(title, key, false);
    }

    public static Column number(String title) {
      return new Column(title, null, true);
    }
  }

  /**
   * Something to do with the chosen rows. It is sent to {@code actionPath} as {@code action}, with
   * the rows as {@code id}, or {@code all} and the filters; see {@link Selection}.
   *
   * @param refusal why this person may not; null when they may
   */
  public record Action(String name, String label, boolean danger, @Nullable String refusal) {}

  /** The first and the last row shown, counted from 1. */
  String range() {
    return shown == 0 ? "0" : (query.offset() + 1) + "–" + (query.offset() + shown);
  }

  String nouns(long count) {
    return Count.noun(count, noun);
  }

  int pages() {
    return query.lastPage(total);
  }

  boolean hasMore() {
    return query.page() < pages();
  }
}
