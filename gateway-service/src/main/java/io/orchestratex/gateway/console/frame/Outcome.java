package io.orchestratex.gateway.console.frame;

import io.orchestratex.gateway.console.session.OriginRules;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What became of an action on several things, as {@code frame/outcome.jte} draws it.
 *
 * @param title such as {@code Deleted 2 of 3 backups}
 * @param back where the table is; the start, if that is no path of the console
 */
public record Outcome(String title, List<Item> items, String back) {

  public Outcome {
    items = List.copyOf(items);
    back = OriginRules.localPath(back);
  }

  /**
   * One of the things.
   *
   * @param failure why it was not done; null when it was
   */
  public record Item(String id, @Nullable String failure) {}

  /** Counts what was done: {@code Deleted 2 of 3 backups}. */
  public static Outcome of(String verb, String noun, List<Item> items, String back) {
    long done = items.stream().filter(item -> item.failure() == null).count();
    String count = done == items.size() ? "" + done : done + " of " + items.size();
    return new Outcome(
        verb + " " + count + " " + noun + (items.size() == 1 ? "" : "s"), items, back);
  }

  public long failed() {
    return items.stream().filter(item -> item.failure() != null).count();
  }
}
