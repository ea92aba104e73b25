package io.orchestratex.cli.backup;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.orchestratex.cli.access.Gateway;
import java.util.List;

/** A further vault of a policy as one option, such as {@code offsite,when=monthly,weekly=26}. */
final class CopyOption {

  private static final List<String> WORDS = List.of("when", "only");

  private CopyOption() {}

  /** As it is sent; what is wrong with the words, the service says by field. */
  static ObjectNode read(String option) {
    String[] words = option.split(",");
    ObjectNode copy = Gateway.body().put("vault", words[0].strip());
    ObjectNode keep = Gateway.body();
    for (int i = 1; i < words.length; i++) {
      String[] pair = words[i].split("=", 2);
      String name = pair[0].strip();
      String value = pair.length == 2 ? pair[1].strip() : "";
      if (WORDS.contains(name)) {
        copy.put(name, value);
      } else if (value.matches("[0-9]{1,6}")) {
        keep.put(name, Integer.parseInt(value));
      } else {
        keep.put(name, value);
      }
    }
    if (!keep.isEmpty()) {
      copy.set("keep", keep);
    }
    return copy;
  }
}
