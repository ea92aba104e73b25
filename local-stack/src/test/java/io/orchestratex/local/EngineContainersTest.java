package io.orchestratex.local;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.orchestratex.local.stack.StackFolder;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class EngineContainersTest {

  @TempDir Path folder;

  @Test
  void givesUpAtOnceWhenAnImageCannotBeHad() {
    StackFolder stack =
        new StackFolder(TestEngines.Checkout.root(), folder.resolve("stack"), true).create();
    Assumptions.assumeTrue(
        EngineChoice.obstacle(stack).isEmpty(), "not run: no Docker engine answers");
    EngineContainers containers = new EngineContainers(new StackParts(stack));

    Assertions.assertTimeoutPreemptively(
        Duration.ofSeconds(60),
        () ->
            assertThatThrownBy(() -> containers.fetch("127.0.0.1:1/none:1"))
                .hasMessageStartingWith("cannot fetch 127.0.0.1:1/none:1: "));
  }
}
