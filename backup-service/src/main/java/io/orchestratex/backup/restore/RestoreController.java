package io.orchestratex.backup.restore;

import io.micronaut.http.HttpResponse;
import io.micronaut.http.annotation.Body;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.Post;
import io.micronaut.http.annotation.QueryValue;
import io.micronaut.openapi.annotation.OpenAPIRequest;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import io.orchestratex.backup.capture.Backups;
import io.orchestratex.backup.capture.RequestPatterns;
import io.orchestratex.backup.job.Job;
import io.orchestratex.backup.job.JobCommand;
import io.orchestratex.backup.job.JobFilter;
import io.orchestratex.backup.job.JobOrder;
import io.orchestratex.backup.job.JobRecord;
import io.orchestratex.backup.job.JobStore;
import io.orchestratex.backup.job.JobWorker;
import io.orchestratex.backup.target.RestrictedDatabases;
import io.orchestratex.kit.access.Caller;
import io.orchestratex.kit.access.Role;
import io.orchestratex.kit.failure.FailureException;
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
import jakarta.validation.constraints.Pattern;
import java.net.URI;
import java.time.InstantSource;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Restores over HTTP: first the plan, then, with its token, the restore. */
@Controller("/api/v1/restores")
@ExecuteOn(TaskExecutors.BLOCKING)
@RolesAllowed({Role.OPERATOR})
@Tag(
    name = "Restores",
    description = "Restores of backups: first the plan, then, with its token, the restore.")
class RestoreController {

  private static final String ID = "Id of the restore.";
  private static final String ID_EXAMPLE = "20261127_094211";

  private static final String STATES =
      "queued|verifying|safety_backup|restoring|comparing|swapping|rolling_back|succeeded|failed"
          + "|cancelled|rolled_back|rollback_failed";

  private final RestorePlanner planner;
  private final RestoreChoice choice;
  private final JobStore store;
  private final JobWorker worker;
  private final RestrictedDatabases restricted;
  private final InstantSource clock;

  RestoreController(
      RestorePlanner planner,
      RestoreChoice choice,
      JobStore store,
      JobWorker worker,
      RestrictedDatabases restricted,
      InstantSource clock) {
    this.planner = planner;
    this.choice = choice;
    this.store = store;
    this.worker = worker;
    this.restricted = restricted;
    this.clock = clock;
  }

  /**
   * The answer to a request that does not confirm.
   *
   * @param plan what the restore would do
   */
  record PlanAnswer(RestorePlan plan) {}

  @Post
  @Operation(
      operationId = "orderRestore",
      summary = "Plan or start a restore",
      description =
          "A restore takes two requests. The first, without `confirm`, changes nothing and is"
              + " answered with 200 and the plan. The second says the same with `confirm` true and"
              + " the plan's token as `plan_token`; it is answered with 202 and the restore, which"
              + " runs in the background. Read it again, at the address in `Location`, until it has"
              + " ended. A token holds for 15 minutes and only while what the plan shows is still"
              + " so. A confirmation that arrives again, because its answer was lost, is answered"
              + " with the restore that it began. Before a restore changes anything, it takes a"
              + " safety backup of what it replaces; what fails is rolled back. With `into` a part"
              + " goes into another target of the same engine, with `as` under other names; a name"
              + " that is taken is an obstacle of the plan, unless `replace` is true.")
  @ApiResponse(
      responseCode = "200",
      description = "The plan: nothing has been changed.",
      content = @Content(schema = @Schema(implementation = PlanAnswer.class)))
  @ApiResponse(
      responseCode = "202",
      description = "The restore, which has been ordered.",
      headers =
          @Header(
              name = "Location",
              required = true,
              description = "Path of the restore.",
              schema = @Schema(type = "string", example = "/api/v1/restores/" + ID_EXAMPLE)),
      content = @Content(schema = @Schema(implementation = RestoreView.class)))
  HttpResponse<Object> restore(@Body @Valid RestoreRequest asked, Caller caller) {
    RestoreRequest request = choice.byTargets(asked);
    Optional<JobRecord> begun = begun(request);
    if (begun.isPresent()) {
      return accepted(begun.get().job());
    }
    RestorePlanner.Planned planned = planner.plan(request);
    RestorePlan plan = planned.plan();
    if (!request.isConfirmed()) {
      return HttpResponse.ok(new PlanAnswer(plan));
    }
    String token = planner.requireFit(planned, request.planToken());
    restricted.requireAdmin(caller, "restore.admin-only", "is restored", plan.changed());
    restricted.requireAdmin(caller, "restore.admin-only", "is copied", planned.sources());
    if (!planned.opaque().isEmpty() && !caller.hasAnyRole(Role.ADMIN)) {
      throw FailureException.forbidden(
          "restore.admin-only",
          "The files of %s may hold keys and are restored by an admin only; choose other targets, or ask an admin."
              .formatted(String.join(", ", planned.opaque())));
    }
    if (plan.changesUsers()) {
      restricted.requireAdminForUsers(caller, "restore.admin-only", "is restored");
    }
    if (plan.restored().isEmpty()) {
      throw FailureException.conflict(
          "restore.nothing-to-do", "The plan leaves everything as it is; there is nothing to do.");
    }
    if (!plan.obstacles().isEmpty()) {
      throw FailureException.conflict(
          "restore.obstacle",
          "As things are, nothing is restored: " + String.join(" ", plan.obstacles()));
    }
    Job job =
        store.order(
            new JobOrder(
                RestoreJobRules.KIND,
                plan.backup(),
                plan.targetIds(),
                null,
                caller.subject(),
                null,
                RestoreDetails.begin(
                        planned.chosen().selection(), planned.chosen().elsewhere(), plan.restored())
                    .from(planned.vault())
                    .toJson(),
                PlanToken.key(token)),
            clock.instant());
    worker.wake();
    return accepted(job);
  }

  private HttpResponse<Object> accepted(Job job) {
    return HttpResponse.<Object>accepted(URI.create("/api/v1/restores/" + job.id()))
        .body(RestoreView.of(find(job.id()), store));
  }

  /** The restore that this confirmation has begun already. */
  private Optional<JobRecord> begun(RestoreRequest request) {
    if (!request.isConfirmed() || request.planToken() == null) {
      return Optional.empty();
    }
    Optional<JobRecord> found = store.ordered(PlanToken.key(request.planToken()));
    if (found.isPresent() && !RestoreView.isOf(found.get(), request)) {
      throw FailureException.conflict(
          "restore.plan-used",
          "The token is of the plan that restore "
              + found.get().job().id()
              + " carries out, which is another one; ask for a new plan and read it.");
    }
    return found;
  }

  @Get
  @RolesAllowed({Role.OPERATOR, Role.ANALYST})
  @Operation(
      operationId = "listRestores",
      summary = "List restores",
      description = "Restores of every state, newest first. All filters that are given must match.")
  @ApiResponse(responseCode = "200", description = "A page of restores.")
  Page<RestoreView> list(
      @Nullable
          @QueryValue
          @Pattern(regexp = STATES, message = "must be one of " + STATES)
          @Parameter(description = "Only restores in this state.", example = "succeeded")
          String state,
      @Nullable
          @QueryValue
          @Pattern(regexp = RequestPatterns.TARGET, message = RequestPatterns.TARGET_MESSAGE)
          @Parameter(description = "Only restores of this target, by its id.", example = "mongodb")
          String target,
      @Nullable
          @QueryValue
          @Parameter(
              description = "Only restores whose id contains this, in letters of either case.",
              example = "20261127")
          String q,
      @Nullable
          @QueryValue
          @Parameter(
              description = "Only restores ordered at this time or later; or -24h.",
              example = "-7d")
          String from,
      @Nullable
          @QueryValue
          @Parameter(
              description = "Only restores ordered before this time; or now.",
              example = "now")
          String to,
      @OpenAPIRequest PageRequest page) {
    Page<JobRecord> found =
        store.list(
            new JobFilter(
                RestoreJobRules.KIND,
                state,
                target,
                null,
                TextFilter.read("q", q),
                TimeRange.read(from, to, clock.instant())),
            page);
    return new Page<>(RestoreView.of(found.items(), store), found.paging());
  }

  @Get("/{id}")
  @RolesAllowed({Role.OPERATOR, Role.ANALYST})
  @Operation(
      operationId = "getRestore",
      summary = "Show a restore",
      description =
          "With its progress and its steps, and, once it has compared, what was read back from the"
              + " servers and whether it equals the backup.")
  @ApiResponse(responseCode = "200", description = "The restore.")
  RestoreView get(@Parameter(description = ID, example = ID_EXAMPLE) String id) {
    return RestoreView.of(find(id), store);
  }

  @Post("/{id}/cancel")
  @Operation(
      operationId = "cancelRestore",
      summary = "Cancel a restore",
      description =
          "Asks a restore to stop, and answers at once. It ends within seconds with the state"
              + " `cancelled`, and nothing live has been changed. Once it is `swapping` or"
              + " `rolling_back` it cannot be cancelled.")
  @ApiResponse(
      responseCode = "202",
      description = "The restore, which may not have stopped yet.",
      content = @Content(schema = @Schema(implementation = RestoreView.class)))
  HttpResponse<RestoreView> cancel(
      @Parameter(description = ID, example = ID_EXAMPLE) String id, Caller caller) {
    Job job = find(id).job();
    store.change(
        job.id(), new JobCommand.RequestCancel(caller.subject()), clock.instant(), null, null);
    return HttpResponse.<RestoreView>accepted().body(RestoreView.of(find(id), store));
  }

  @Post("/{id}/give-up")
  @Operation(
      operationId = "giveUpRestore",
      summary = "Give up a restore that hangs",
      description =
          "Ends a restore that has begun to move data, cannot end by itself and is tried again and"
              + " again, such as one whose engine or target's settings are gone, after a person has"
              + " looked at the targets. It ends with the state `rollback_failed`: some data is"
              + " restored and some is not; or with `failed`, where all was in place. What it keeps"
              + " under temporary names stays, and its safety backup, too; `failure` names both."
              + " One whose first attempt is `swapping` is not given up yet.")
  @ApiResponse(responseCode = "200", description = "The restore, which has ended.")
  RestoreView giveUp(@Parameter(description = ID, example = ID_EXAMPLE) String id, Caller caller) {
    Job job = find(id).job();
    store.giveUp(job.id(), caller.subject(), clock.instant());
    return RestoreView.of(find(id), store);
  }

  private JobRecord find(String id) {
    return Backups.knownById(store, id)
        .filter(found -> found.job().kind().equals(RestoreJobRules.KIND))
        .orElseThrow(
            () -> FailureException.notFound("restore.unknown", "There is no restore " + id + "."));
  }
}
