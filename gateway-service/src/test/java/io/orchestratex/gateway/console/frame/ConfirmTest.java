package io.orchestratex.gateway.console.frame;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConfirmTest {

  @ParameterizedTest
  @CsvSource({
    "/console/backups?page=2, /console/backups?page=2",
    "//evil.example, /console",
    "/\\evil.example, /console",
    "https:evil.example, /console",
    "javascript:alert(1), /console"
  })
  void leadsBackToAPageOfTheConsole(String sent, String back) {
    assertThat(
            new Confirm("Delete?", "", List.of(), "/console/x", "Delete", true, null, null, sent)
                .back())
        .isEqualTo(back);
    assertThat(Outcome.of("Deleted", "backup", List.of(), sent).back()).isEqualTo(back);
  }
}
