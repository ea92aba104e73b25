package io.orchestratex.alert;

import io.orchestratex.kit.HouseRules;
import java.util.List;
import org.junit.jupiter.api.TestInstance;

/** The alert service keeps the rules of the house. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ArchitectureTest extends HouseRules {

  ArchitectureTest() {
    super("alert");
  }

  @Override
  protected List<String> plugInFolders() {
    return List.of("channel");
  }
}
