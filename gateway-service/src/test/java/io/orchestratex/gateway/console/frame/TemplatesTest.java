package io.orchestratex.gateway.console.frame;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What no template may hold, whatever it shows. */
class TemplatesTest {

  private static final Path CONSOLE = Path.of("src/main/java/io/orchestratex/gateway/console");

  @Test
  void escapesAllAndRunsNothing() throws IOException {
    List<Path> templates;
    try (Stream<Path> files = Files.walk(CONSOLE)) {
      templates = files.filter(file -> file.toString().endsWith(".jte")).toList();
    }

    assertThat(templates).isNotEmpty();
    for (Path template : templates) {
      assertThat(Files.readString(template))
          .as("%s", template)
          .doesNotContain("$unsafe")
          .doesNotContainPattern("<style|\\sstyle=")
          .doesNotContainPattern("\\son[a-z]+=[\"'$]")
          .doesNotContainPattern("<script(?! defer src=)")
          // Where a stranger's text could be an address of its own.
          .doesNotContainPattern("(?i)javascript:|(href|src|action)=\"(//|https?:)");
    }
  }

  @Test
  void theLiveScriptStaysSmallEnoughToBeRead() throws IOException {
    assertThat(Files.readAllLines(CONSOLE.resolve("live/live.js"))).hasSizeLessThan(100);
  }
}
