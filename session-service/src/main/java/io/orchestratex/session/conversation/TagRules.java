package io.orchestratex.session.conversation;

import io.orchestratex.kit.failure.Failure.FieldError;
import io.orchestratex.kit.failure.FailureException;
import io.orchestratex.kit.failure.TextLength;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Tags as they may be: up to 20 words or phrases of up to 50 characters each. */
final class TagRules {

  static final int MOST = 20;
  static final int LONGEST = 50;

  private TagRules() {}

  /**
   * The tags without spaces at their ends and without repetition, in the order given; null when
   * there are none.
   *
   * @throws FailureException Invalid with a pointer to each tag that may not be
   */
  static @Nullable List<String> checked(@Nullable List<@Nullable String> given) {
    if (given == null) {
      return null;
    }
    List<FieldError> errors = new ArrayList<>();
    Set<String> tags = new LinkedHashSet<>();
    for (int i = 0; i < given.size(); i++) {
      String tag = given.get(i) == null ? "" : given.get(i).strip();
      if (tag.isEmpty() || TextLength.of(tag) > LONGEST) {
        errors.add(
            new FieldError("/tags/" + i, "must have 1 to " + LONGEST + " characters, not blank"));
      } else if (tag.codePoints().anyMatch(Character::isISOControl)) {
        errors.add(new FieldError("/tags/" + i, "must not contain control characters"));
      }
      tags.add(tag);
    }
    if (tags.size() > MOST) {
      errors.add(new FieldError("/tags", "must be at most " + MOST + " different tags"));
    }
    if (!errors.isEmpty()) {
      throw FailureException.invalid("session.tags-invalid", errors);
    }
    return List.copyOf(tags);
  }
}
