package io.orchestratex.backup;

import io.orchestratex.kit.HouseRules;
import java.util.List;

class ArchitectureTest extends HouseRules {

  ArchitectureTest() {
    super("backup");
  }

  @Override
  protected List<String> plugInFolders() {
    return List.of("engine", "vault");
  }
}
