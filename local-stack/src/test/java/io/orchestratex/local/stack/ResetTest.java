package io.orchestratex.local.stack;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A program that waited while another one deleted the stack begins with a new one. */
@Timeout(30)
class ResetTest {

  @TempDir Path path;

  @Test
  void forgetsThePasswordsAndPortsThatWereDeleted() throws IOException {
    StackFolder folder = new StackFolder(path, path, true).create();
    Secrets secrets = new Secrets(folder);
    Ports ports = new Ports(folder);
    String old = secrets.password("postgresql", "postgres");
    ports.choose("postgresql", 1);

    Files.delete(path.resolve("secrets.properties"));
    Files.delete(path.resolve("ports.properties"));

    assertThat(ports.kept("postgresql")).isEmpty();
    String fresh = secrets.password("postgresql", "postgres");
    assertThat(fresh).isNotEqualTo(old);
    assertThat(path.resolve("secrets.properties"))
        .content()
        .contains("postgresql.postgres=" + fresh);
  }

  @Test
  void makesTheFoldersAgainThatWereDeletedWhileItWaited() throws Exception {
    StackFolder folder = new StackFolder(path, path, true).create();
    CompletableFuture<Boolean> made = new CompletableFuture<>();
    Thread waiting =
        new Thread(() -> {
          try (StackLock _ = StackLock.of(folder)) {
            made.complete(Files.isDirectory(folder.path().resolve("logs")));
          }
        });
    try (StackLock _ = StackLock.of(folder)) {
      waiting.start();
      while (waiting.getState() != Thread.State.WAITING) {
        Thread.onSpinWait();
      }
      StackFolder.delete(folder.path().resolve("logs"));
    }

    assertThat(made.get()).isTrue();
  }
}
