package io.orchestratex.cli.demo;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.orchestratex.cli.demo.Aftermath.Debt;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

/** What the demo changed is put back, however it ends. */
class AftermathTest {

  private final List<String> done = new ArrayList<>();
  private final List<String> said = new ArrayList<>();

  private Debt debt(String what) {
    return new Debt(what, () -> done.add(what), "./ox " + what);
  }

  private static void fail() {
    throw new IllegalStateException("no answer");
  }

  @Test
  void putsBackLastThingsFirstAndSaysHowToDoByHandWhatFailed() {
    try (Aftermath aftermath = new Aftermath(said::add)) {
      aftermath.owe(debt("webhook"));
      aftermath.owe(new Debt("restore", AftermathTest::fail, "./ox restore run 1"));
      aftermath.owe(debt("user"));
    }

    assertThat(done).containsExactly("user", "webhook");
    assertThat(said)
        .containsExactly("could not restore: no answer", "  by hand: ./ox restore run 1");
  }

  @Test
  void onlyAStepThatSucceedsSettlesADebt() {
    try (Aftermath aftermath = new Aftermath(said::add)) {
      Debt settled = debt("settled");
      Debt failed = debt("failed");
      aftermath.owe(settled);
      aftermath.owe(failed);

      aftermath.settle(settled, () -> done.add("step"));
      assertThatThrownBy(() -> aftermath.settle(failed, AftermathTest::fail))
          .hasMessage("no answer");
    }

    assertThat(done).containsExactly("step", "failed");
  }

  @Test
  void anInterruptedProgramPutsBackWhatItOwes() throws Exception {
    Process program =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                Interrupted.class.getName())
            .redirectErrorStream(true)
            .start();
    try (BufferedReader lines =
        new BufferedReader(new InputStreamReader(program.getInputStream(), UTF_8))) {
      assertThat(lines.readLine()).isEqualTo("damaged");

      program.toHandle().destroy();

      assertThat(lines.readLine()).isEqualTo("restored");
    } finally {
      program.destroyForcibly();
    }
  }

  /** Waits for ever with something owed. */
  static final class Interrupted {

    public static void main(String[] arguments) throws InterruptedException {
      try (Aftermath aftermath = new Aftermath(System.out::println)) {
        aftermath.owe(
            new Debt("restore", () -> System.out.println("restored"), "./ox restore run 1"));
        System.out.println("damaged");
        new CountDownLatch(1).await();
      }
    }
  }
}
