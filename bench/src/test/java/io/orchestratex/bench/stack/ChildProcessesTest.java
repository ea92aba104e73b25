package io.orchestratex.bench.stack;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** What an interrupted measurement leaves behind: nothing. */
class ChildProcessesTest {

  @Test
  void endWithAMeasurementThatIsInterrupted() throws Exception {
    Process measurement =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                Measurement.class.getName())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    try (BufferedReader said = measurement.inputReader()) {
      ProcessHandle server = handle(said.readLine());
      ProcessHandle pipeline = handle(said.readLine());
      List<ProcessHandle> tools = pipeline.children().toList();
      assertThat(tools).isNotEmpty();

      measurement.destroy(); // SIGTERM, to it alone; Ctrl-C takes the same way out.

      assertThat(measurement.waitFor(20, TimeUnit.SECONDS)).isTrue();
      server.onExit().get(20, TimeUnit.SECONDS);
      pipeline.onExit().get(20, TimeUnit.SECONDS);
      for (ProcessHandle tool : tools) {
        tool.onExit().get(20, TimeUnit.SECONDS);
      }
    } finally {
      measurement.destroyForcibly();
    }
  }

  private static ProcessHandle handle(String pid) {
    return ProcessHandle.of(Long.parseLong(pid)).orElseThrow();
  }

  /** Has a program that it started, and one that it waits for, which has one of its own. */
  static final class Measurement {
    public static void main(String[] args) throws Exception {
      Process server = ChildProcesses.start(new ProcessBuilder("sleep", "600"));
      System.out.println(server.pid());
      Thread.ofPlatform()
          .daemon()
          .start(() -> {
            ChildProcesses.run(
                List.of("bash", "-c", "sleep 600 | cat"), Map.of(), 600, TimeUnit.SECONDS);
          });
      ProcessHandle pipeline = null;
      while (pipeline == null || pipeline.children().count() < 2) {
        Thread.onSpinWait();
        pipeline =
            ProcessHandle.current()
                .children()
                .filter(child -> child.pid() != server.pid())
                .findFirst()
                .orElse(null);
      }
      System.out.println(pipeline.pid());
      server.waitFor();
    }
  }
}
