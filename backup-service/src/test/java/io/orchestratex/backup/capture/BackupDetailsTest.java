package io.orchestratex.backup.capture;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.json.JsonMapper;
import io.orchestratex.backup.catalog.Manifest;
import io.orchestratex.backup.engine.Completeness;
import io.orchestratex.backup.engine.LeftOut;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What backups of earlier versions do not say. */
class BackupDetailsTest {

  @Test
  void aBackupThatDoesNotSayWhatItLeavesOutIsRead() {
    BackupDetails details =
        BackupDetails.fromJson(
            """
            {"kind":"full","parts":[{"target":"mongodb","engine":"mongodb","state":"stored",
            "objects":[],"source_bytes":1,"stored_bytes":1,"point":"x"}]}\
            """);

    assertThat(details.parts().getFirst().leftOut()).isEmpty();
  }

  @Test
  void aManifestThatDoesNotSayWhatItLeavesOutIsComplete() throws Exception {
    Manifest.Part part =
        JsonMapper.builder()
            .build()
            .readValue(
                """
                {"target":"mongodb","engine":"mongodb","serverVersion":"6","identity":"i",
                "point":"p","files":[]}\
                """,
                Manifest.Part.class);

    assertThat(part.leftOut()).isEmpty();
    assertThat(Completeness.of(part.leftOut())).isEqualTo(Completeness.COMPLETE);
  }

  @Test
  void onlyWhatFailedMakesABackupPartial() {
    LeftOut accounts = LeftOut.byDesign("accounts", "accounts", "they belong to the server.");
    LeftOut failed = LeftOut.failed("collection", "shop.report", "it was replaced.");

    assertThat(Completeness.of(List.of(accounts))).isEqualTo(Completeness.COMPLETE);
    assertThat(Completeness.of(List.of(accounts, failed))).isEqualTo(Completeness.PARTIAL);
    assertThat(failed.text()).isEqualTo("collection shop.report: it was replaced.");
    assertThat(accounts.text()).isEqualTo("accounts: they belong to the server.");
  }
}
