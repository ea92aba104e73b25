package io.orchestratex.session.conversation;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A change of a session's label; null leaves a part as it is.
 *
 * @param version the version that the editor saw; null when the latest may be overwritten
 */
record SessionEdit(
    @Nullable String title,
    @Nullable List<String> tags,
    @Nullable Map<String, Object> metadata,
    @Nullable Long version) {

  SessionLabel applied(SessionLabel label) {
    return new SessionLabel(
        title == null ? label.title() : title,
        tags == null ? label.tags() : tags,
        metadata == null ? label.metadata() : metadata);
  }
}
