package io.orchestratex.cli.backup;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class CopyOptionTest {

  @Test
  void saysWhereWhenAndWhatIsKept() {
    assertThat(CopyOption.read("offsite")).hasToString("{\"vault\":\"offsite\"}");
    assertThat(CopyOption.read("archive, when=monthly,only=important,days=90,weekly=26"))
        .hasToString(
            "{\"vault\":\"archive\",\"when\":\"monthly\",\"only\":\"important\",\"keep\":{\"days\":90,\"weekly\":26}}");
  }

  @Test
  void leavesWhatItDoesNotUnderstandToTheService() {
    assertThat(CopyOption.read("offsite,often=yes"))
        .hasToString("{\"vault\":\"offsite\",\"keep\":{\"often\":\"yes\"}}");
  }
}
