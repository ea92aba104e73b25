package io.orchestratex.gateway;

import io.orchestratex.kit.HouseRules;

/** The rules of the house. */
class ArchitectureTest extends HouseRules {

  ArchitectureTest() {
    super("gateway");
  }
}
