package io.orchestratex.monitor;

import io.orchestratex.kit.HouseRules;
import java.util.List;
import org.junit.jupiter.api.TestInstance;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ArchitectureTest extends HouseRules {

  ArchitectureTest() {
    super("monitor");
  }

  @Override
  protected List<String> plugInFolders() {
    return List.of("probe");
  }
}
