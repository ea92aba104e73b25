package io.orchestratex.session.conversation;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What the owner of a session calls it, and keeps with it; may be changed at any time.
 *
 * @param tags words to find it by, none twice
 * @param metadata anything that the client wants to keep
 */
public record SessionLabel(String title, List<String> tags, Map<String, Object> metadata) {

  public SessionLabel {
    tags = List.copyOf(tags);
    metadata = Collections.unmodifiableMap(new LinkedHashMap<>(metadata));
  }
}
