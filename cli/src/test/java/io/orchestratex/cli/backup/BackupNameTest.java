package io.orchestratex.cli.backup;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BackupNameTest {

  @ParameterizedTest
  @CsvSource({
    "20240828_143022, 20240828_143022",
    "20240828_143022001, 20240828_143022001",
    "latest, latest",
    "./backups/20240828_143022, 20240828_143022",
    "/var/backups/20240828_143022/, 20240828_143022",
    ".\\backups\\20240828_143022, 20240828_143022",
    "2025-01-09_03-00-00, 20250109_030000",
    "backups/2025-01-09_03-00-00.tar.gz, 20250109_030000",
    "./backups/nightly, ./backups/nightly",
    "20240828, 20240828",
  })
  void isTheIdOfWhatIsNamed(String given, String id) {
    assertThat(BackupName.id(given)).isEqualTo(id);
  }
}
