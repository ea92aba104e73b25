package io.orchestratex.local.part;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.orchestratex.local.stack.Ports;
import io.orchestratex.local.stack.Secrets;
import io.orchestratex.local.stack.StackFolder;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
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
    assertThat(Files.readAllLines(part.pids)).hasSize(3).allSatisfy(ProcessPartTest::ends);
  }

  /** It may be seen for a moment after it was killed. */
  private static void ends(String pid) {
    ProcessHandle.of(Long.parseLong(pid))
        .ifPresent(left -> assertThat(left.onExit()).succeedsWithin(Duration.ofSeconds(30)));
  }

  /** Nothing may be said to another program, so it must not even be asked whether it answers. */
  @Test
  void isNotTakenForStartedWhenAnotherProgramAnswersOnItsPort() throws IOException {
    try (ServerSocket stranger = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
      part.port = stranger.getLocalPort();

      assertThatThrownBy(() -> part.up(Progress.SILENT))
          .isInstanceOf(PortTakenException.class)
          .hasMessageContaining("port " + part.port + " is held by")
          .hasMessageContaining("process " + ProcessHandle.current().pid());

      assertThat(part.process().isRunning()).isFalse();
    }
  }

  @Test
  void isUnreadyWhileAnotherProgramHoldsItsPort() throws IOException {
    part.up(Progress.SILENT);
    assertThat(part.status().state()).isEqualTo(PartStatus.State.RUNNING);
    try (ServerSocket stranger = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
      part.port = stranger.getLocalPort();

      assertThat(part.status().state()).isEqualTo(PartStatus.State.UNREADY);
      assertThat(part.status().lastLines())
          .singleElement()
          .asString()
          .startsWith("port " + part.port + " is held by");
    }
  }

  @Test
  void isWaitedForWhileItMakesProgress() {
    part.limit = Duration.ofSeconds(1);
    part.script =
        "for i in 1 2 3 4 5 6; do echo step $i; sleep 0.5; done; touch answers; exec sleep 600";

    part.up(Progress.SILENT);

    assertThat(part.status().state()).isEqualTo(PartStatus.State.RUNNING);
  }

  @Test
  void isGivenUpWhenItMakesNone() {
    part.limit = Duration.ofSeconds(1);
    part.script = "echo begun; exec sleep 600";

    assertThatThrownBy(() -> part.up(Progress.SILENT))
        .hasMessageContaining("made no progress for 1 s")
        .isInstanceOfSatisfying(
            PartFailedException.class,
            failure -> assertThat(failure.lastLines()).containsExactly("begun"));
  }

  /** A part whose process notes its id and does nothing. */
  private static final class Sleeper extends ProcessPart {
    private final Path pids;
    private boolean accounts = true;
    private int port;
    private Duration limit = Duration.ofSeconds(10);
    private String script = "touch answers; exec sleep 600";

    Sleeper(StackContext stack) {
      super("sleeper", stack);
      this.pids = folder().path().resolve("pids");
    }

    @Override
    protected Launch prepare(Progress progress) {
      StackFolder.delete(folder().path().resolve("answers"));
      return new Launch(List.of("sh", "-c", "echo $$ >> pids; " + script), Map.of());
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
      return limit;
    }

    @Override
    protected List<Integer> listensOn() {
      return port == 0 ? List.of() : List.of(port);
    }

    @Override
    public String address() {
      return "nowhere";
    }

    @Override
    public void choosePorts() {}
  }
}
