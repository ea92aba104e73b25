package io.orchestratex.gateway.console.frame;

import io.orchestratex.gateway.console.session.OriginRules;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a person confirms before it happens, as {@code frame/confirm.jte} draws it: what it does, to
 * what, and how many. Where data is lost, a word is typed.
 *
 * @param question such as {@code Delete 3 backups?}
 * @param effect what happens, and what cannot be undone
 * @param items what it happens to, all of it: ids or names
 * @param action where the confirmation is sent, with the items as {@code id}
 * @param button what the button says: the verb
 * @param typed what must be typed into the field {@code typed}; null where nothing is lost
 * @param problem why what was typed is not accepted
 * @param back where to go when it is not wanted; the start, if that is no path of the console
 */
public record Confirm(
    String question,
    String effect,
    List<String> items,
    String action,
    String button,
    boolean danger,
    @Nullable String typed,
    @Nullable String problem,
    String back) {

  static final int NAMED = 20;

  public Confirm {
    items = List.copyOf(items);
    back = OriginRules.localPath(back);
  }

  /** Whether a form carries the word that must be typed. */
  public boolean isConfirmedBy(Form form) {
    return typed == null || typed.equals(form.text("typed"));
  }

  /** The same, after something else was typed. */
  public Confirm refused() {
    return new Confirm(
        question,
        effect,
        items,
        action,
        button,
        danger,
        typed,
        "Type exactly " + typed + ", or go back.",
        back);
  }

  List<String> named() {
    return items.subList(0, Math.min(NAMED, items.size()));
  }

  int unnamed() {
    return items.size() - named().size();
  }
}
