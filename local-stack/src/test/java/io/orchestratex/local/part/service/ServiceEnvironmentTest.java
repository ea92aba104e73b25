package io.orchestratex.local.part.service;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Who has the last word on a setting: the stack or the person who starts it. */
class ServiceEnvironmentTest {

  private static final Service SERVICE = new BackupService();

  private static final Map<String, String> STACK =
      Map.of(
          "ORCHESTRATEX_BACKUP_VAULT_PATH", "/stack/vault",
          "ORCHESTRATEX_BACKUP_KEY_FILE", "/stack/backup.key",
          "ORCHESTRATEX_BACKUP_PASSWORD", "secret",
          "POSTGRES_URL", "jdbc:postgresql://127.0.0.1/backup");

  private static final Map<String, String> CALLER =
      Map.of(
          "ORCHESTRATEX_BACKUP_VAULT_PATH", "mine",
          "ORCHESTRATEX_BACKUP_KEY_FILE", "",
          "ORCHESTRATEX_BACKUP_PASSWORD", "guess",
          "ORCHESTRATEX_BACKUP_JOB_WORKERS", "4",
          "ORCHESTRATEX_BACKUP_VAULTS_OFFSITE_PATH", "offsite",
          "ORCHESTRATEX_ALERT_LOG_PATH", "/other",
          "POSTGRES_URL", "jdbc:postgresql://elsewhere/backup");

  @Test
  void theCallersFilesWinAndTheStacksAccountsStand() {
    assertThat(ServiceEnvironment.withCallers(SERVICE, STACK, CALLER, false))
        .containsEntry(
            "ORCHESTRATEX_BACKUP_VAULT_PATH", Path.of("mine").toAbsolutePath().toString())
        .containsEntry("ORCHESTRATEX_BACKUP_KEY_FILE", "/stack/backup.key")
        .containsEntry("ORCHESTRATEX_BACKUP_PASSWORD", "secret")
        .containsEntry("ORCHESTRATEX_BACKUP_JOB_WORKERS", "4")
        .containsEntry(
            "ORCHESTRATEX_BACKUP_VAULTS_OFFSITE_PATH",
            Path.of("offsite").toAbsolutePath().toString())
        .containsEntry("POSTGRES_URL", "jdbc:postgresql://127.0.0.1/backup")
        .doesNotContainKey("ORCHESTRATEX_ALERT_LOG_PATH");
  }

  @Test
  void theTestsStackKeepsItsFilesToItself() {
    assertThat(ServiceEnvironment.withCallers(SERVICE, STACK, CALLER, true))
        .containsEntry("ORCHESTRATEX_BACKUP_VAULT_PATH", "/stack/vault")
        .containsEntry("ORCHESTRATEX_BACKUP_JOB_WORKERS", "4");
  }
}
