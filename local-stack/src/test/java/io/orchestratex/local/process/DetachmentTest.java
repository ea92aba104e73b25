package io.orchestratex.local.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What Ctrl-C reaches: the terminal sends it to each process of the foreground group. */
class DetachmentTest {

  private static final Duration SOON = Duration.ofSeconds(20);

  @TempDir Path folder;
  private final List<PartProcess> started = new ArrayList<>();

  @Test
  void reachesTheStarterAndNotWhatRunsInASessionOfItsOwn() {
    assertThat(afterCtrlC(new Detachment.Session(program("setsid"))).isRunning()).isTrue();
  }

  @Test
  void reachesTheStarterAndNotWhatJobControlGaveAGroupOfItsOwn() {
    assertThat(afterCtrlC(new Detachment.JobControl(program("bash"))).isRunning()).isTrue();
  }

  @Test
  void reachesBothWhereNothingDetaches() {
    PartProcess part = afterCtrlC(new Detachment.None());

    await().atMost(SOON).until(() -> !part.isRunning());
  }

  @Test
  void aProgramThatIsNotThereIsNoRunningOne() {
    PartProcess part = part("missing", new Detachment.JobControl(program("bash")));

    part.start(order(List.of(folder.resolve("no such program").toString())));

    await().atMost(SOON).until(() -> !part.isRunning());
    assertThat(part.hasCrashed()).isTrue();
    assertThat(part.lastLines(5)).anyMatch(line -> line.contains("no such program"));
  }

  private static Path program(String name) {
    return Commands.find(name).orElseThrow();
  }

  private PartProcess part(String name, Detachment detachment) {
    return new PartProcess(
        folder.resolve(name + ".pid"), folder.resolve(name + ".log"), detachment);
  }

  private PartProcess.Order order(List<String> command) {
    return new PartProcess.Order(command, Map.of(), folder, "same");
  }

  /** Starts a part from a program of another process group, and interrupts that group. */
  private PartProcess afterCtrlC(Detachment detachment) {
    PartProcess starter = part("starter", new Detachment.JobControl(program("bash")));
    PartProcess part = part("part", detachment);
    List<String> command = new ArrayList<>(HeededInterrupts.prefix());
    command.addAll(
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-XX:TieredStopAtLevel=1",
            "-cp",
            System.getProperty("java.class.path"),
            Starter.class.getName(),
            detachment.getClass().getSimpleName(),
            folder.toString()));
    starter.start(order(command));
    await().atMost(SOON).until(() -> starter.lastLines(1).equals(List.of("started")));
    assertThat(part.isRunning()).isTrue();
    String group = "-" + starter.pid().orElseThrow();

    Commands.run(List.of("kill", "-s", "INT", "--", group), 5, TimeUnit.SECONDS);

    await().atMost(SOON).until(() -> !starter.isRunning());
    return part;
  }

  /** Starts a part and waits to be interrupted. */
  static final class Starter {
    public static void main(String[] args) throws InterruptedException {
      Detachment detachment =
          switch (args[0]) {
            case "Session" -> new Detachment.Session(program("setsid"));
            case "JobControl" -> new Detachment.JobControl(program("bash"));
            default -> new Detachment.None();
          };
      Path folder = Path.of(args[1]);
      new PartProcess(folder.resolve("part.pid"), folder.resolve("part.log"), detachment)
          .start(new PartProcess.Order(List.of("/bin/sleep", "600"), Map.of(), folder, "same"));
      System.out.println("started");
      new CountDownLatch(1).await();
    }
  }
}
