package io.orchestratex.backup.recovery;

import io.micronaut.core.annotation.Introspected;
import io.micronaut.http.annotation.Body;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.Post;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import io.orchestratex.backup.capture.RequestPatterns;
import io.orchestratex.backup.engine.EngineException;
import io.orchestratex.backup.engine.LogSource;
import io.orchestratex.backup.recovery.LogView.RecoveryWindow;
import io.orchestratex.backup.target.Targets;
import io.orchestratex.backup.vault.Vaults;
import io.orchestratex.kit.access.Caller;
import io.orchestratex.kit.access.Role;
import io.orchestratex.kit.failure.FailureException;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.annotation.security.RolesAllowed;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Pattern;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Archives of logs over HTTP. */
@Controller("/api/v1/targets/{id}/log")
@ExecuteOn(TaskExecutors.BLOCKING)
@RolesAllowed({Role.OPERATOR})
@Tag(name = "Recoveries")
class LogController {

  private static final String TARGET = "Id of the target.";
  private static final String TARGET_EXAMPLE = "postgresql";

  private final LogArchives archives;
  private final Recoverability recoverability;
  private final Targets targets;
  private final Vaults vaults;
  private final InstantSource clock;

  LogController(
      LogArchives archives,
      Recoverability recoverability,
      Targets targets,
      Vaults vaults,
      InstantSource clock) {
    this.archives = archives;
    this.recoverability = recoverability;
    this.targets = targets;
    this.vaults = vaults;
    this.clock = clock;
  }

  /**
   * How to archive.
   *
   * @param vault name of the vault to keep it in; left out, the default vault
   */
  @Introspected
  record LogRequest(
      @Nullable @Pattern(regexp = RequestPatterns.VAULT, message = RequestPatterns.VAULT_MESSAGE)
          String vault) {}

  @Get
  @RolesAllowed({Role.OPERATOR, Role.ANALYST})
  @Operation(
      operationId = "getLogArchive",
      summary = "Show which moments a server can be brought back to",
      description =
          "The windows of its physical backups and of the log that is kept after each, and whether the"
              + " log is received now.")
  @ApiResponse(responseCode = "200", description = "The archive.")
  LogView get(@Parameter(description = TARGET, example = TARGET_EXAMPLE) String id) {
    LogSource engine = recoverability.engine(id);
    List<KeptPiece> kept = archives.pieces(id);
    LogArchive archive = archives.find(id).orElse(null);
    return new LogView(
        id,
        archive != null,
        archive != null && archive.received() && archive.problem() == null,
        archive == null ? null : archive.problem(),
        archive == null ? null : archive.vault(),
        archive == null ? null : archive.startedBy(),
        archive == null ? null : archive.startedAt(),
        kept.stream()
            .map(each -> each.piece().coveredUntil())
            .max(Comparator.naturalOrder())
            .orElse(null),
        kept.size(),
        kept.stream().mapToLong(each -> each.piece().length()).sum(),
        kept.stream().mapToLong(each -> each.content().storedBytes()).sum(),
        recoverability.windows(id).stream()
            .map(each ->
                new RecoveryWindow(
                    each.base().backup(),
                    each.base().endedAt(),
                    each.until(),
                    engine.position(each.base().end()),
                    engine.position(each.to())))
            .toList());
  }

  @Post("/start")
  @Operation(
      operationId = "startLogArchive",
      summary = "Begin to archive a server's log",
      description =
          "The log is received from now on, for as long as it is not stopped; with it and a physical"
              + " backup that is taken afterwards, the server is brought back to any moment. Where it"
              + " is archived already, nothing changes. The server keeps what is not received yet.")
  @ApiResponse(responseCode = "200", description = "The archive.")
  LogView start(
      @Parameter(description = TARGET, example = TARGET_EXAMPLE) String id,
      @Body @Valid LogRequest request,
      Caller caller) {
    recoverability.engine(id);
    String vault = vaults.chosen(request.vault(), "/vault");
    vaults.requireUsable(vault);
    String slot = "ox_" + UUID.randomUUID().toString().replace("-", "").substring(0, 12);
    archives.start(id, vault, slot, caller.subject(), clock.instant());
    return get(id);
  }

  @Post("/stop")
  @Operation(
      operationId = "stopLogArchive",
      summary = "Stop archiving a server's log",
      description =
          "What is kept stays and can be recovered to; the server forgets what it kept for us. A log"
              + " that is not archived stays as it is.")
  @ApiResponse(responseCode = "200", description = "What is kept.")
  LogView stop(@Parameter(description = TARGET, example = TARGET_EXAMPLE) String id) {
    LogSource engine = recoverability.engine(id);
    archives
        .find(id)
        .ifPresent(archive -> {
          archives.stop(id);
          drop(engine, archive);
        });
    return get(id);
  }

  private void drop(LogSource engine, LogArchive archive) {
    try {
      engine.drop(targets.get(archive.target()).access(), archive.slot());
    } catch (EngineException e) {
      throw FailureException.unavailable(
          e.code(),
          "The log is not archived any more, but the replication slot %s is still there, and the server keeps its log for it; drop it by SELECT pg_drop_replication_slot('%1$s'): %2$s"
              .formatted(archive.slot(), e.getMessage()),
          e);
    }
  }
}
