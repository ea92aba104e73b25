package io.orchestratex.journey;

import static org.assertj.core.api.Assertions.assertThat;

import io.orchestratex.cli.Ox;
import io.orchestratex.local.LongRunning;
import io.orchestratex.local.TestStack;
import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** {@code ox demo}, as a newcomer runs it. */
@LongRunning("starts the whole stack and waits through the story")
class DemoTest {

  @BeforeAll
  static void enter() {
    TestStack.up();
    System.setProperty("ox.test-stack", "true");
  }

  @AfterAll
  static void leave() {
    System.clearProperty("ox.test-stack");
  }

  @Test
  void tellsTheWholeStory() {
    StringWriter told = new StringWriter();
    PrintWriter out = new PrintWriter(told, true);

    int exit = Ox.commandLine().setOut(out).setErr(out).execute("demo");

    assertThat(exit).as(told.toString()).isZero();
    assertThat(told.toString())
        .contains(
            "verified",
            "the webhook has the alert",
            "as they were",
            "the alert is resolved",
            "The story ended well");
  }
}
