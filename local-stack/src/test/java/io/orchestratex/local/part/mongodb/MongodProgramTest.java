package io.orchestratex.local.part.mongodb;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import org.junit.jupiter.api.Test;

class MongodProgramTest {

  @Test
  void keepsTheProgramOfEachAddressApart() {
    assertThat(MongodProgram.keptAs(URI.create("https://a/mongodb-7.tgz")))
        .startsWith("mongod-")
        .isNotEqualTo(MongodProgram.keptAs(URI.create("https://a/mongodb-8.tgz")));
  }
}
