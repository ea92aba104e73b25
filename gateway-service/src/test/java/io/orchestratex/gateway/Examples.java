package io.orchestratex.gateway;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** What the services answer, by the examples of their API documents. */
final class Examples {

  private Examples() {}

  /** The answer of an operation of a module. */
  static String example(String module, String operation) {
    Path file =
        Path.of(
            "..",
            module,
            "src/main/resources/META-INF/apidocs/examples",
            operation + ".response.json");
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new IllegalStateException("no example " + file, e);
    }
  }

  /** A list that holds just these. */
  static String page(String... items) {
    return "{\"items\":["
        + String.join(",", items)
        + "],\"paging\":{\"limit\":20,\"offset\":0,\"total\":"
        + items.length
        + "}}";
  }
}
