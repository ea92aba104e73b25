package io.orchestratex.local.part;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.orchestratex.local.stack.Ports;
import io.orchestratex.local.stack.Secrets;
import io.orchestratex.local.stack.StackFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** No process of a part is ever lost out of sight. */
class ProcessPartTest {

  @TempDir Path path;
  private Sleeper part;

  @BeforeEach
  void make() {
    StackFolder folder = new StackFolder(path, path, true).create();
    part =
        new Sleeper(
            new StackContext(
                folder,
                new Ports(folder),
                new Secrets(folder),
                new Claims(List.of()),
                StackContext.Caching.OFF));
  }

  @AfterEach
  void stop() {
    part.down(Progress.SILENT);
  }

  @Test
  void leavesNothingBehindWhenTheAccountsCannotBeMadeAfterACrash() throws IOException {
    part.up(Progress.SILENT);
    part.process().kill();
    part.accounts = false;

    assertThatThrownBy(() -> part.up(Progress.SILENT)).hasMessageContaining("no accounts");

    assertThat(part.process().isRunning()).isFalse();
    assertThat(Files.readAllLines(part.pids))
        .hasSize(3)
        .noneMatch(pid -> ProcessHandle.of(Long.parseLong(pid)).isPresent());
  }

  /** A part whose process notes its id and does nothing. */
  private static final class Sleeper extends ProcessPart {
    private final Path pids;
    private boolean accounts = true;

    Sleeper(StackContext stack) {
      super("sleeper", stack);
      this.pids = folder().path().resolve("pids");
    }

    @Override
    protected Launch prepare(Progress progress) {
      StackFolder.delete(folder().path().resolve("answers"));
      return new Launch(
          List.of("sh", "-c", "echo $$ >> pids; touch answers; exec sleep 600"), Map.of());
    }

    @Override
    protected boolean answers() {
      return Files.exists(folder().path().resolve("answers"));
    }

    @Override
    protected void provision(Progress progress) {
      if (!accounts) {
        throw new PartFailedException(name(), "no accounts", null);
      }
    }

    @Override
    protected String intent() {
      return name();
    }

    @Override
    protected Duration startLimit() {
      return Duration.ofSeconds(10);
    }

    @Override
    public String address() {
      return "nowhere";
    }

    @Override
    public void choosePorts() {}
  }
}
