package io.orchestratex.backup.drill;

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
import io.orchestratex.backup.drill.Drills.Choice;
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
import io.orchestratex.kit.paging.TextFilter;
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
import java.time.InstantSource;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Drills over HTTP. */
@Controller("/api/v1/drills")
@ExecuteOn(TaskExecutors.BLOCKING)
@RolesAllowed({Role.OPERATOR})
@Tag(
    name = "Drills",
    description = "Backups that are restored into servers of their own, to prove that they can be.")
class DrillController {

  private static final String STATES =
      "queued|preparing|restoring|comparing|succeeded|failed|cancelled";
  private static final String ID = "Id of the drill.";
  private static final String ID_EXAMPLE = "20261127_063000";

  private final Drills drills;
  private final JobStore store;
  private final InstantSource clock;

  DrillController(Drills drills, JobStore store, InstantSource clock) {
    this.drills = drills;
    this.store = store;
    this.clock = clock;
  }

  /**
   * What to drill.
   *
   * @param backup id of the backup, or {@code latest}; left out, the newest good one
   * @param targets ids of the targets of it to restore, 1 to 20; left out, all that it holds and
   *     whose engine can be drilled here
   * @param vault name of the only vault to read it from, where copies of it are in several; left
   *     out, the first that has it
   * @param dryRun true only plans the drill; left out, it is ordered
   */
  @Introspected
  record DrillRequest(
      @Nullable @Pattern(regexp = RequestPatterns.BACKUP, message = RequestPatterns.BACKUP_MESSAGE)
          String backup,
      @Nullable @Size(min = 1, max = 20)
          List<
                  @NotNull
                  @Pattern(
                      regexp = RequestPatterns.TARGET,
                      message = RequestPatterns.TARGET_MESSAGE)
                  String>
              targets,
      @Nullable @Pattern(regexp = RequestPatterns.VAULT, message = RequestPatterns.VAULT_MESSAGE)
          String vault,
      @Nullable Boolean dryRun) {

    boolean isDryRun() {
      return dryRun != null && dryRun;
    }
  }

  /**
   * The answer to a dry run.
   *
   * @param plan what the drill would do
   */
  @Schema(name = "DrillPlanAnswer")
  record PlanAnswer(DrillPlan plan) {}

  @Post
  @Operation(
      operationId = "orderDrill",
      summary = "Order or plan a drill",
      description =
          "A drill restores a backup into a server that the service starts for it on its own"
              + " machine and removes afterwards, by the code of a restore, and compares what is in"
              + " it with what the backup says. No target is touched. It runs in the background:"
              + " read it again, at the address in `Location`, until it has ended. With `dry_run` it"
              + " is only planned: the answer says what would be restored, by which programs, the"
              + " room it needs and how long it will take. A drill for which there is no program or"
              + " no room is refused. Without `targets`, those of the backup that cannot be drilled"
              + " are left out, which the answer says in `left_out`. With `vault` a copy is drilled by itself: where that copy is"
              + " damaged, it is made again, and nothing is said about the backup. Requests of a caller with the same `Idempotency-Key` order one"
              + " drill.")
  @ApiResponse(
      responseCode = "200",
      description = "The plan: nothing was ordered.",
      content = @Content(schema = @Schema(implementation = PlanAnswer.class)))
  @ApiResponse(
      responseCode = "202",
      description = "The drill is ordered.",
      headers =
          @Header(
              name = "Location",
              required = true,
              description = "Path of the drill.",
              schema = @Schema(type = "string", example = "/api/v1/drills/" + ID_EXAMPLE)),
      content = @Content(schema = @Schema(implementation = DrillView.class)))
  HttpResponse<Object> order(
      @io.micronaut.http.annotation.Header(IdempotencyKey.HEADER) @Nullable @OrderKey
          String idempotencyKey,
      @Body @Valid DrillRequest request,
      Caller caller) {
    Choice choice = drills.choice(request.backup(), request.targets(), request.vault());
    DrillPlan plan = drills.plan(choice);
    if (request.isDryRun()) {
      return HttpResponse.ok(new PlanAnswer(plan));
    }
    Drills.requireFit(plan);
    Job job = drills.order(choice, caller.subject(), IdempotencyKey.checked(idempotencyKey));
    return HttpResponse.<Object>accepted(URI.create("/api/v1/drills/" + job.id()))
        .body(DrillView.of(drills.get(job.id()), store));
  }

  @Get
  @RolesAllowed({Role.OPERATOR, Role.ANALYST})
  @Operation(
      operationId = "listDrills",
      summary = "List drills",
      description = "Drills of every state, newest first. All filters that are given must match.")
  @ApiResponse(responseCode = "200", description = "A page of drills.")
  Page<DrillView> list(
      @Nullable
          @QueryValue
          @Pattern(regexp = STATES, message = "must be one of " + STATES)
          @Parameter(description = "Only drills in this state.", example = "failed")
          String state,
      @Nullable
          @QueryValue
          @Pattern(regexp = RequestPatterns.TARGET, message = RequestPatterns.TARGET_MESSAGE)
          @Parameter(description = "Only drills of this target, by its id.", example = "mongodb")
          String target,
      @Nullable
          @QueryValue
          @Pattern(regexp = JobIds.PATTERN, message = "must be the id of a backup")
          @Parameter(
              description = "Only drills of this backup.",
              example = RequestPatterns.BACKUP_EXAMPLE)
          String backup,
      @Nullable
          @QueryValue
          @Parameter(
              description =
                  "Only drills whose id, or their backup's, contains this, in letters of either"
                      + " case.",
              example = "20261127")
          String q,
      @Nullable
          @QueryValue
          @Parameter(
              description = "Only drills ordered at this time or later; or -24h.",
              example = "-30d")
          String from,
      @Nullable
          @QueryValue
          @Parameter(description = "Only drills ordered before this time; or now.", example = "now")
          String to,
      @OpenAPIRequest PageRequest page) {
    Page<JobRecord> found =
        store.list(
            new JobFilter(
                DrillJobRules.KIND,
                state,
                target,
                backup,
                TextFilter.read("q", q),
                TimeRange.read(from, to, clock.instant())),
            page);
    return new Page<>(DrillView.of(found.items(), store), found.paging());
  }

  @Get("/{id}")
  @RolesAllowed({Role.OPERATOR, Role.ANALYST})
  @Operation(
      operationId = "getDrill",
      summary = "Show a drill",
      description = "With its progress, and what became of each of its targets.")
  @ApiResponse(responseCode = "200", description = "The drill.")
  DrillView get(@Parameter(description = ID, example = ID_EXAMPLE) String id) {
    return DrillView.of(drills.get(id), store);
  }

  @Post("/{id}/cancel")
  @Operation(
      operationId = "cancelDrill",
      summary = "Cancel a drill",
      description =
          "Asks a drill to stop, and answers at once. It ends within seconds with the state"
              + " `cancelled`; its scratch server is removed, and nothing is said about the backup.")
  @ApiResponse(
      responseCode = "202",
      description = "The drill, which may not have stopped yet.",
      content = @Content(schema = @Schema(implementation = DrillView.class)))
  HttpResponse<DrillView> cancel(
      @Parameter(description = ID, example = ID_EXAMPLE) String id, Caller caller) {
    drills.cancel(id, caller.subject());
    return HttpResponse.<DrillView>accepted().body(DrillView.of(drills.get(id), store));
  }
}
