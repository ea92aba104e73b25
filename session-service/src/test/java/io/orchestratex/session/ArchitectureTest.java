package io.orchestratex.session;

import io.orchestratex.kit.HouseRules;
import java.util.List;

class ArchitectureTest extends HouseRules {

  ArchitectureTest() {
    super("session");
  }

  @Override
  protected List<String> plugInFolders() {
    return List.of("provider", "prompt");
  }
}
