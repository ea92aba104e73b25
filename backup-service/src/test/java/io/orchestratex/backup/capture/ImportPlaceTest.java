package io.orchestratex.backup.capture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.orchestratex.kit.readiness.StoreReady;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ImportPlaceTest {

  private static final Duration LIMIT = Duration.ofSeconds(30);

  @TempDir Path root;

  /** A service of its own, which is killed while it unpacks. */
  public static final class Killed {
    public static void main(String[] arguments) throws Exception {
      place(Path.of(arguments[0]))
          .inFolder(
              "killed",
              folder -> {
                Files.writeString(folder.resolve("0.bson"), "documents");
                Files.writeString(Path.of(arguments[0]).resolve("ready"), "");
                try {
                  Thread.sleep(Duration.ofMinutes(1));
                } catch (InterruptedException e) {
                  throw new IOException(e);
                }
                return folder;
              });
    }
  }

  private static ImportPlace place(Path root) {
    return new ImportPlace(new ImportSettings(null, root.toString(), "1GiB"));
  }

  private void unpackAndKill() throws IOException {
    Process service =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                Killed.class.getName(),
                root.toString())
            .inheritIO()
            .start();
    Awaitility.await().atMost(LIMIT).until(() -> Files.exists(root.resolve("ready")));
    service.destroyForcibly();
    Awaitility.await().atMost(LIMIT).until(() -> !service.isAlive());
    assertThat(root.resolve("import-killed/unpacked/0.bson")).exists();
  }

  private List<String> left() throws IOException {
    try (Stream<Path> all = Files.list(root)) {
      return all.map(path -> path.getFileName().toString())
          .filter(name -> !name.equals("ready"))
          .toList();
    }
  }

  @Test
  void whatAKilledServiceHasUnpackedGoesAtTheNextStart() throws IOException {
    Files.createDirectory(root.resolve("of others"));
    place(root)
        .inFolder(
            "in use",
            folder -> {
              unpackAndKill();

              place(root).onStoreReady(new StoreReady(StoreReady.POSTGRESQL));

              assertThat(left()).containsExactlyInAnyOrder("import-in use", "of others");
              assertThat(folder).isEmptyDirectory();
              return folder;
            });
    assertThat(left()).containsExactly("of others");
  }

  @Test
  void itGoesBeforeTheNextImportAsWell() throws IOException {
    unpackAndKill();

    assertThatThrownBy(() ->
            place(root)
                .inFolder(
                    "next",
                    folder -> {
                      assertThat(left()).containsExactly("import-next");
                      throw new IOException("the dump is cut");
                    }))
        .hasMessage("the dump is cut");

    assertThat(left()).isEmpty();
  }
}
