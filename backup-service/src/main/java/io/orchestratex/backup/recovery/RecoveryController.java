package io.orchestratex.backup.recovery;

import io.micronaut.core.annotation.Introspected;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.annotation.Body;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.Post;
import io.micronaut.http.annotation.QueryValue;
import io.micronaut.openapi.annotation.OpenAPIRequest;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import io.orchestratex.backup.capture.OrderKey;
import io.orchestratex.backup.capture.RequestPatterns;
import io.orchestratex.backup.engine.RecoveryPoint;
import io.orchestratex.backup.job.Job;
import io.orchestratex.backup.job.JobFilter;
import io.orchestratex.backup.job.JobIds;
import io.orchestratex.backup.job.JobRecord;
import io.orchestratex.backup.job.JobStore;
import io.orchestratex.kit.access.Caller;
import io.orchestratex.kit.access.Role;
import io.orchestratex.kit.idempotency.IdempotencyKey;
import io.orchestratex.kit.paging.Page;
import io.orchestratex.kit.paging.PageRequest;
import io.orchestratex.kit.paging.TimeRange;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.headers.Header;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.annotation.security.RolesAllowed;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import java.net.URI;
import org.jspecify.annotations.Nullable;

/** Recoveries over HTTP. */
@Controller("/api/v1/recoveries")
@ExecuteOn(TaskExecutors.BLOCKING)
@RolesAllowed({Role.OPERATOR})
@Tag(
    name = "Recoveries",
    description =
        "Whole servers brought back to any moment, as new data folders: a physical backup and the"
            + " archived log that follows it.")
class RecoveryController {

  private static final String STATES = "queued|running|succeeded|failed|cancelled";
  private static final String ID = "Id of the recovery.";
  private static final String ID_EXAMPLE = "20261128_121500";

  private final Recoveries recoveries;
  private final Recoverability recoverability;
  private final RecoveryPlace place;
  private final JobStore store;

  RecoveryController(
      Recoveries recoveries, Recoverability recoverability, RecoveryPlace place, JobStore store) {
    this.recoveries = recoveries;
    this.recoverability = recoverability;
    this.place = place;
    this.store = store;
  }

  /**
   * What to recover.
   *
   * @param target id of the target whose server is brought back
   * @param name of the new data folder: lower-case letters, digits, {@code _} and {@code -}, 1 to
   *     63 of them
   * @param to {@code latest}, the end of the log that is kept; {@code end}, the end of the backup;
   *     a time, by the clock of that server; or a position of its log; left out, {@code latest}
   * @param backup id of the physical backup to begin with; left out, the newest that reaches {@code
   *     to}
   * @param dryRun true only plans the recovery; left out, it is ordered
   */
  @Introspected
  record RecoveryRequest(
      @NotNull @Pattern(regexp = RequestPatterns.TARGET, message = RequestPatterns.TARGET_MESSAGE)
          String target,
      @NotNull
          @Pattern(
              regexp = "[a-z0-9][a-z0-9_-]{0,62}",
              message = "must be 1 to 63 lower-case letters, digits, _ and -")
          String name,
      @Nullable @Size(min = 1, max = 40) String to,
      @Nullable @Pattern(regexp = JobIds.PATTERN, message = "must be the id of a backup")
          String backup,
      @Nullable Boolean dryRun) {

    boolean isDryRun() {
      return dryRun != null && dryRun;
    }
  }

  /**
   * The answer to a dry run.
   *
   * @param plan what the recovery would do
   */
  @Schema(name = "RecoveryPlanAnswer")
  record PlanAnswer(RecoveryPlan plan) {}

  @Post
  @Operation(
      operationId = "orderRecovery",
      summary = "Order or plan a recovery",
      description =
          "Makes the data folder of a new server as its server was at a moment, and touches no server"
              + " that runs: the backup is unpacked and checked, a server recovers in it by the log,"
              + " and is stopped in good order. It runs in the background: read it again, at the"
              + " address in `Location`, until it has ended. With `dry_run` it is only planned. A"
              + " moment that no log reaches is refused with the nearest one that can be recovered."
              + " Requests of a caller with the same `Idempotency-Key` order one recovery.")
  @ApiResponse(
      responseCode = "200",
      description = "The plan: nothing was ordered.",
      content = @Content(schema = @Schema(implementation = PlanAnswer.class)))
  @ApiResponse(
      responseCode = "202",
      description = "The recovery is ordered.",
      headers =
          @Header(
              name = "Location",
              required = true,
              description = "Path of the recovery.",
              schema = @Schema(type = "string", example = "/api/v1/recoveries/" + ID_EXAMPLE)),
      content = @Content(schema = @Schema(implementation = RecoveryView.class)))
  HttpResponse<Object> order(
      @io.micronaut.http.annotation.Header(IdempotencyKey.HEADER) @Nullable @OrderKey
          String idempotencyKey,
      @Body @Valid RecoveryRequest request,
      Caller caller) {
    RecoveryPoint point = recoverability.point(request.target(), request.to());
    RecoveryPlan plan = recoveries.plan(request.target(), request.backup(), point, request.name());
    if (request.isDryRun()) {
      return HttpResponse.ok(new PlanAnswer(plan));
    }
    Job job =
        recoveries.order(
            plan, point, request.name(), caller.subject(), IdempotencyKey.checked(idempotencyKey));
    return HttpResponse.<Object>accepted(URI.create("/api/v1/recoveries/" + job.id()))
        .body(view(recoveries.get(job.id())));
  }

  private RecoveryView view(JobRecord row) {
    return RecoveryView.of(row, store, place, recoverability);
  }

  @Get
  @RolesAllowed({Role.OPERATOR, Role.ANALYST})
  @Operation(
      operationId = "listRecoveries",
      summary = "List recoveries",
      description =
          "Recoveries of every state, newest first. All filters that are given must match.")
  @ApiResponse(responseCode = "200", description = "A page of recoveries.")
  Page<RecoveryView> list(
      @Nullable
          @QueryValue
          @Pattern(regexp = STATES, message = "must be one of " + STATES)
          @Parameter(description = "Only recoveries in this state.", example = "succeeded")
          String state,
      @Nullable
          @QueryValue
          @Pattern(regexp = RequestPatterns.TARGET, message = RequestPatterns.TARGET_MESSAGE)
          @Parameter(
              description = "Only recoveries of this target, by its id.",
              example = "postgresql")
          String target,
      @OpenAPIRequest PageRequest page) {
    Page<JobRecord> found =
        store.list(
            new JobFilter(RecoveryJobRules.KIND, state, target, null, null, TimeRange.ALL), page);
    return new Page<>(found.items().stream().map(this::view).toList(), found.paging());
  }

  @Get("/{id}")
  @RolesAllowed({Role.OPERATOR, Role.ANALYST})
  @Operation(
      operationId = "getRecovery",
      summary = "Show a recovery",
      description = "With its progress, and where the new folder is.")
  @ApiResponse(responseCode = "200", description = "The recovery.")
  RecoveryView get(@Parameter(description = ID, example = ID_EXAMPLE) String id) {
    return view(recoveries.get(id));
  }

  @Post("/{id}/cancel")
  @Operation(
      operationId = "cancelRecovery",
      summary = "Cancel a recovery",
      description =
          "Asks a recovery to stop, and answers at once. It ends within seconds with the state"
              + " `cancelled`, and nothing of its folder is left.")
  @ApiResponse(
      responseCode = "202",
      description = "The recovery, which may not have stopped yet.",
      content = @Content(schema = @Schema(implementation = RecoveryView.class)))
  HttpResponse<RecoveryView> cancel(
      @Parameter(description = ID, example = ID_EXAMPLE) String id, Caller caller) {
    recoveries.cancel(id, caller.subject());
    return HttpResponse.<RecoveryView>accepted().body(view(recoveries.get(id)));
  }
}
