package io.orchestratex.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.orchestratex.local.part.Finding;
import io.orchestratex.local.part.Part;
import io.orchestratex.local.part.Progress;
import io.orchestratex.local.part.StackContext.Caching;
import io.orchestratex.local.part.service.Services;
import io.orchestratex.local.stack.StackFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a stack has only where it was asked for it. */
final class SamplesTest {

  private static final String TARGETS = "ORCHESTRATEX_BACKUP_TARGETS_";

  @TempDir Path folder;

  private StackParts parts() {
    Path path = folder.resolve("stack");
    StackFolder of = new StackFolder(TestEngines.Checkout.root(), path, true).create();
    return new StackParts(of, Caching.OFF, StackParts.ENGINES, Services.ALL);
  }

  private static Map<String, String> environment(StackParts parts, String service) {
    parts.all().forEach(Part::choosePorts);
    return parts.environment().of(service);
  }

  private static List<String> names(StackParts parts) {
    return parts.all().stream().map(Part::name).toList();
  }

  @Test
  void aStackHasNoneUnasked() {
    StackParts parts = parts();

    assertThat(parts.samples()).hasSize(LocalStack.samples().size());
    assertThat(names(parts)).doesNotContainAnyElementsOf(LocalStack.samples().keySet());
    assertThat(environment(parts, "backup-service"))
        .doesNotContainKeys(TARGETS + "NEO4J_URI", TARGETS + "SQLITE_URI");
    assertThatThrownBy(() -> LocalStack.of(parts).add("oracle", Progress.SILENT))
        .isInstanceOf(NoSuchPartException.class)
        .hasMessageContaining("neo4j");
  }

  @Test
  void aServerIsAPartLikeTheOthersFromThenOnAndATargetOfTheServiceThatItsVariablesName() {
    LocalStack.of(parts()).add("neo4j", Progress.SILENT);

    StackParts later = parts();

    assertThat(names(later)).containsSubsequence("kafka", "neo4j", "session-service");
    Map<String, String> backup = environment(later, "backup-service");
    int port = later.ports().of("neo4j");
    assertThat(backup).containsEntry(TARGETS + "NEO4J_ENGINE", "neo4j");
    assertThat(backup.get(TARGETS + "NEO4J_URI"))
        .startsWith("neo4j://neo4j:")
        .endsWith("@127.0.0.1:" + port);
    assertThat(environment(later, "alert-service")).doesNotContainKey(TARGETS + "NEO4J_URI");
    LocalStack stack = LocalStack.of(later);
    assertThat(stack.doctor()).extracting(Finding::subject).contains("neo4j");
    assertThat(stack.environment()).containsEntry("NEO4J_URI", "neo4j://127.0.0.1:" + port);
  }

  @Test
  void aFileIsATargetAndWhatAPersonChangedInItStays() throws IOException {
    LocalStack stack = LocalStack.of(parts());
    stack.add("sqlite", Progress.SILENT);
    Path file = stack.folder().resolve("sqlite/history.db");

    assertThat(environment(parts(), "backup-service"))
        .containsEntry(TARGETS + "SQLITE_ENGINE", "sqlite")
        .containsEntry(TARGETS + "SQLITE_URI", "sqlite://" + file);

    Files.write(file, new byte[] {1});
    stack.add("sqlite", Progress.SILENT);
    assertThat(Files.size(file)).isEqualTo(1);
  }
}
